package dev.countersign.testkit.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Keys on P-224, a curve too small to rely on that the JDK no longer makes, signs or verifies with. */
public final class SmallCurve {
    private SmallCurve() {}

    /** A new key pair; authorities may have it, servers may not: no TLS client offers the curve. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
            generator.initialize(new ECGenParameterSpec("secp224r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("Bouncy Castle cannot make P-224 keys", missing);
        }
    }
}
