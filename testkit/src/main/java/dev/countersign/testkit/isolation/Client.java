package dev.countersign.testkit.isolation;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;

/**
 * One client certificate.
 *
 * @param accepted origins let it in
 */
public record Client(TestCertificate certificate, TestAuthority issuer, boolean accepted) {
    BigInteger serial() {
        return certificate.leaf().getSerialNumber();
    }

    /** As the log names it. */
    String sha256() {
        try {
            return sha256(certificate.leaf().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return certificate.leaf().getSubjectX500Principal().getName() + " "
                + serial().toString(16).substring(0, 6) + (accepted ? "" : " (rejected)");
    }
}
