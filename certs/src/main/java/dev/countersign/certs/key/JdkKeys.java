package dev.countersign.certs.key;

import dev.countersign.certs.pem.Unreadable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Turns a key's structure into a private key of the JDK's own kind, which both TLS engines take. */
public final class JdkKeys {
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112"); // RFC 8410 section 3

    private static final int LARGEST_RSA = 8192; // BoringSSL's limit

    private JdkKeys() {}

    /**
     * The same key for the JDK.
     *
     * @throws Unreadable if it is of a type or curve that TLS with this JDK cannot use
     */
    public static PrivateKey of(PrivateKeyInfo key) throws Unreadable {
        String algorithm = algorithm(key.getPrivateKeyAlgorithm().getAlgorithm());
        byte[] encoded = {};
        try {
            // Attributes and the copy of the public key are of no use here, and older JDKs refuse the latter.
            encoded = new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), key.parsePrivateKey()).getEncoded();
            return usable(KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IOException | RuntimeException refused) {
            throw new Unreadable("holds an " + algorithm + " key with values or a curve that TLS cannot use:"
                    + " use RSA, P-256, P-384, P-521 or Ed25519");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Both numbers count: a signature takes their product's time, and an exponent may be written as long as anybody likes. */
    private static PrivateKey usable(PrivateKey key) throws Unreadable {
        if (key instanceof RSAPrivateKey rsa) {
            int bits = Math.max(
                    rsa.getModulus().bitLength(), rsa.getPrivateExponent().bitLength());
            if (bits > LARGEST_RSA) {
                throw new Unreadable("holds an RSA key of " + bits + " bits, which takes seconds for each signature:"
                        + " use one of 2048 to 4096 bits");
            }
        }
        return key;
    }

    private static String algorithm(ASN1ObjectIdentifier oid) throws Unreadable {
        if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return "EC";
        }
        if (oid.equals(ED25519)) {
            return "Ed25519";
        }
        throw new Unreadable("holds a private key of a type TLS cannot use (OID " + oid.getId()
                + "): use RSA, P-256, P-384, P-521 or Ed25519");
    }
}
