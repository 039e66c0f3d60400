package dev.countersign.certs.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Whose private key is this? Answered by doing what a handshake does: sign, and verify. */
public final class KeyMatch {
    private static final byte[] PROBE = "countersign key match".getBytes(StandardCharsets.US_ASCII);

    private KeyMatch() {}

    /** The first of these certificates that is for this key. */
    public static Optional<X509Certificate> find(PrivateKey key, List<X509Certificate> among) {
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            return among.stream()
                    .filter(certificate -> verifies(signature, signed, certificate.getPublicKey()))
                    .findFirst();
        } catch (GeneralSecurityException unusable) {
            return Optional.empty();
        }
    }

    private static boolean verifies(Signature signature, byte[] signed, PublicKey certified) {
        try {
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException differentKinds) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "Ed25519";
        };
    }
}
