package dev.countersign.core.tls.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a certificate may be used for, as its extensions have it (RFC 5280 sections 4.2.1.3, 4.2.1.9 and 4.2.1.12). */
public final class CertificateUse {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int CERTIFICATE_SIGNATURE = 5;
    private static final int NO_AUTHORITY = -1;

    private CertificateUse() {}

    /**
     * May prove who a server is: signatures are allowed, and servers are. Key encipherment alone is not enough, for it serves
     * the key exchange without forward secrecy only.
     */
    public static boolean mayServe(X509Certificate leaf) {
        return allows(leaf, DIGITAL_SIGNATURE) && allowsServers(leaf);
    }

    /** An authority's. */
    public static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() != NO_AUTHORITY;
    }

    /** May vouch for others. X.509 v1 cannot say so: there, being a root is all that can be asked for. */
    public static boolean maySign(X509Certificate anchor) {
        return anchor.getVersion() < 3
                ? isSelfIssued(anchor)
                : isAuthority(anchor) && allows(anchor, CERTIFICATE_SIGNATURE);
    }

    /** Names itself as its issuer. */
    public static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** A leaf, or an authority above it, that is confined to other purposes (mail, client certificates) does not. */
    public static boolean allowsServers(X509Certificate link) {
        try {
            List<String> extended = link.getExtendedKeyUsage();
            return extended == null || extended.contains(SERVER_AUTH) || extended.contains(ANY_USAGE);
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    private static boolean allows(X509Certificate certificate, int bit) {
        boolean[] usage = certificate.getKeyUsage();
        return usage == null || usage[bit];
    }
}
