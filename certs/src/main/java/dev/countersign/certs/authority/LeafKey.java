package dev.countersign.certs.authority;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The two kinds of key that CloudFront takes in client certificates (CloudFront, "Origin mutual TLS"). */
public enum LeafKey {
    P_256("P-256", "EC", new ECGenParameterSpec("secp256r1")),
    RSA_2048("RSA-2048", "RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));

    private final String label;
    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // the JDK's specifications are immutable, it only does not say so
    private final AlgorithmParameterSpec specification;

    LeafKey(String label, String algorithm, AlgorithmParameterSpec specification) {
        this.label = label;
        this.algorithm = algorithm;
        this.specification = specification;
    }

    /** As people write it: {@code P-256}, {@code RSA-2048}. */
    public String label() {
        return label;
    }

    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(specification);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK makes " + label + " keys", impossible);
        }
    }
}
