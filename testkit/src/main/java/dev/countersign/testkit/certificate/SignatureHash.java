package dev.countersign.testkit.certificate;

import java.security.Key;

/** The hash an authority signs a certificate with; Ed25519 authorities bring their own and ignore it. */
public enum SignatureHash {
    SHA1,
    SHA256,
    SHA384,
    SHA512;

    String algorithmFor(Key issuer) {
        return switch (issuer.getAlgorithm()) {
            case "RSA" -> this + "withRSA";
            case "EC" -> this + "withECDSA";
            default -> "Ed25519";
        };
    }
}
