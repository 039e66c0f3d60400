package dev.countersign.testkit.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** The key pairs a test can ask for, the ones that must be refused included. */
public enum KeyType {
    RSA_1024,
    RSA_2048,
    RSA_3072,
    RSA_4096,
    P256,
    P384,
    P521,
    ED25519;

    /** A new key pair of this type. */
    public KeyPair generate() {
        return switch (this) {
            case RSA_1024 -> rsa(1024);
            case RSA_2048 -> rsa(2048);
            case RSA_3072 -> rsa(3072);
            case RSA_4096 -> rsa(4096);
            case P256 -> generate("EC", new ECGenParameterSpec("secp256r1"));
            case P384 -> generate("EC", new ECGenParameterSpec("secp384r1"));
            case P521 -> generate("EC", new ECGenParameterSpec("secp521r1"));
            case ED25519 -> generate("Ed25519", NamedParameterSpec.ED25519);
        };
    }

    private static KeyPair rsa(int bits) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    private static KeyPair generate(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK cannot make " + algorithm + " keys", missing);
        }
    }
}
