package dev.countersign.testkit.isolation;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(certificate.leaf().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return certificate.leaf().getSubjectX500Principal().getName() + " "
                + serial().toString(16).substring(0, 6) + (accepted ? "" : " (rejected)");
    }
}
