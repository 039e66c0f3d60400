package dev.countersign.certs.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Turns the blocks of a key file into a private key of the JDK's own kind, which both TLS engines take. Reads PKCS#8
 * (RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2) and SEC1 (RFC 5915), the last with or without {@code EC PARAMETERS}
 * before it; RSA, EC and Ed25519.
 */
public final class PrivateKeys {
    private static final String EC_PARAMETERS = "EC PARAMETERS";
    private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112"); // RFC 8410 section 3

    private PrivateKeys() {}

    /**
     * The one key among the blocks.
     *
     * @throws Unreadable if there is none or more than one, if anything else stands beside it, if it is encrypted, or of
     *     a type or curve that TLS with this JDK cannot use
     */
    public static PrivateKey parse(List<PemBlock> blocks) throws Unreadable {
        List<PemBlock> keys = blocks.stream().filter(PrivateKeys::isKey).toList();
        if (keys.size() != 1) {
            throw new Unreadable(
                    keys.isEmpty() ? "holds no private key" : "holds " + keys.size() + " private keys: keep one");
        }
        for (PemBlock block : blocks) {
            if (!isKey(block) && !block.label().equals(EC_PARAMETERS)) {
                throw new Unreadable("holds a " + block.label() + " beside the key: keep only the key in this file");
            }
        }
        return jdkKey(structure(keys.get(0), blocks));
    }

    private static boolean isKey(PemBlock block) {
        return block.label().endsWith("PRIVATE KEY");
    }

    private static PrivateKeyInfo structure(PemBlock key, List<PemBlock> blocks) throws Unreadable {
        if (key.encrypted() || key.label().equals("ENCRYPTED PRIVATE KEY")) {
            throw new Unreadable("holds an encrypted private key, and passwords are not available yet:"
                    + " decrypt it with openssl pkey into a file only the proxy may read");
        }
        try {
            return switch (key.label()) {
                case "PRIVATE KEY" -> withoutAttributes(PrivateKeyInfo.getInstance(asn1(key)));
                case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPrivateKey.getInstance(asn1(key)));
                case "EC PRIVATE KEY" -> sec1(ECPrivateKey.getInstance(asn1(key)), blocks);
                default ->
                    throw new Unreadable("holds a " + key.label()
                            + ": convert it to PKCS#8 (BEGIN PRIVATE KEY) with an RSA, EC or Ed25519 key");
            };
        } catch (IOException | RuntimeException malformed) {
            // The ASN.1 classes report malformed input by many unchecked exceptions, some of which quote it.
            throw new Unreadable("holds a " + key.label() + " that is malformed: export the key again");
        }
    }

    private static ASN1Primitive asn1(PemBlock block) throws IOException {
        return ASN1Primitive.fromByteArray(block.der());
    }

    /** Attributes and the copy of the public key are of no use here, and older JDKs refuse the latter. */
    private static PrivateKeyInfo withoutAttributes(PrivateKeyInfo key) throws IOException {
        return new PrivateKeyInfo(key.getPrivateKeyAlgorithm(), key.parsePrivateKey());
    }

    private static PrivateKeyInfo sec1(ECPrivateKey key, List<PemBlock> blocks) throws IOException, Unreadable {
        ASN1Encodable curve = key.getParametersObject();
        for (PemBlock block : blocks) {
            if (curve == null && block.label().equals(EC_PARAMETERS)) {
                curve = asn1(block);
            }
        }
        if (curve == null) {
            throw new Unreadable("holds an EC key that does not name its curve: export the key again");
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }

    private static PrivateKey jdkKey(PrivateKeyInfo key) throws Unreadable {
        String algorithm = algorithm(key.getPrivateKeyAlgorithm().getAlgorithm());
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException | IOException refused) {
            throw new Unreadable("holds an " + algorithm + " key with values or a curve that TLS cannot use:"
                    + " use RSA, P-256, P-384, P-521 or Ed25519");
        }
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
