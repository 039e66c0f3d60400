package dev.countersign.certs.naming;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/** A certificate's serial number as ACM prints it ({@code Serial}; ACM API, CertificateDetail). */
public final class SerialNumber {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private SerialNumber() {}

    /** Lower-case hex, two digits a byte, bytes joined by colons. */
    public static String of(X509Certificate certificate) {
        byte[] bytes = certificate.getSerialNumber().toByteArray();
        boolean signByte = bytes.length > 1 && bytes[0] == 0;
        return COLONS.formatHex(signByte ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}
