package dev.countersign.certs.naming;

import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.util.Locale;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** What ACM calls the type and size of a key: {@code KeyAlgorithm} (ACM API, CertificateDetail). */
public final class KeyTypeName {
    public static final String RSA_1024 = "RSA_1024";
    public static final String RSA_2048 = "RSA_2048";
    public static final String RSA_3072 = "RSA_3072";
    public static final String RSA_4096 = "RSA_4096";
    public static final String P256 = "EC_prime256v1";
    public static final String P384 = "EC_secp384r1";
    public static final String P521 = "EC_secp521r1";

    /** Not ACM's: the store does not take it, files may hold it. */
    public static final String ED25519 = "ED25519";

    /** RFC 5480 section 2.1.1.1. */
    private static final Map<String, String> CURVES =
            Map.of("1.2.840.10045.3.1.7", P256, "1.3.132.0.34", P384, "1.3.132.0.35", P521);

    private static final String ED25519_OID = "1.3.101.112"; // RFC 8410 section 3

    private KeyTypeName() {}

    /**
     * The name, such as {@code RSA_2048} or {@code EC_prime256v1}; for a key that ACM has no name for, one made the same way,
     * such as {@code RSA_2560}, {@code EC_1.3.132.0.10} or {@code ED25519}.
     */
    public static String of(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            // A key restricted to PSS (RFC 4055 section 1.2) is another type: TLS has its own signature schemes for it.
            return (key.getAlgorithm().equals("RSA") ? "RSA_" : "RSASSA_PSS_")
                    + rsa.getModulus().bitLength();
        }
        try {
            return ofStructure(key);
        } catch (RuntimeException malformed) {
            // The JDK keeps what it does not understand as it came.
            return key.getAlgorithm().toUpperCase(Locale.ROOT);
        }
    }

    private static String ofStructure(PublicKey key) {
        var algorithm = SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm();
        if (key.getAlgorithm().equals("EC")) {
            return curve(algorithm.getParameters());
        }
        return algorithm.getAlgorithm().getId().equals(ED25519_OID)
                ? ED25519
                : key.getAlgorithm().toUpperCase(Locale.ROOT);
    }

    /** Whether this is the name of an EC key. */
    public static boolean isEc(String name) {
        return name.startsWith("EC_");
    }

    private static String curve(ASN1Encodable parameters) {
        return parameters instanceof ASN1ObjectIdentifier oid
                ? CURVES.getOrDefault(oid.getId(), "EC_" + oid.getId())
                : "EC_explicit";
    }
}
