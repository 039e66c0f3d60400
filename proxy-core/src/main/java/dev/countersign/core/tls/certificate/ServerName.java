package dev.countersign.core.tls.certificate;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Does a certificate name this server? Subject alternative names only; a common name counts for nothing (RFC 9525
 * section 6). A wildcard is the whole leftmost label, stands for one label, and needs two labels behind it.
 */
final class ServerName {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private ServerName() {}

    static boolean matches(X509Certificate leaf, String name) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        String host = normalise(name);
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives == null) {
                return false;
            }
            for (List<?> alternative : alternatives) {
                if (!(alternative.get(0) instanceof Integer kind && alternative.get(1) instanceof String text)) {
                    continue;
                }
                if (address != null && kind == IP_ADDRESS) {
                    if (Arrays.equals(address, NetUtil.createByteArrayFromIpAddressString(text))) {
                        return true;
                    }
                } else if (address == null && kind == DNS_NAME && matchesDns(normalise(text), host)) {
                    return true;
                }
            }
            return false;
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private static boolean matchesDns(String pattern, String host) {
        if (!pattern.startsWith("*.")) {
            return !host.isEmpty() && pattern.equals(host);
        }
        String parent = pattern.substring(1);
        int firstDot = host.indexOf('.');
        return firstDot > 0
                && parent.indexOf('*') < 0
                && parent.indexOf('.', 1) > 0
                && host.substring(firstDot).equals(parent);
    }

    private static String normalise(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
