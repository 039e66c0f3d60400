package dev.countersign.certs.key;

import dev.countersign.certs.pem.PemBlock;
import dev.countersign.certs.pem.Unreadable;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * Turns the blocks of a key file into a private key. Reads PKCS#8 (RFC 5958), plain or encrypted with PBES2, PKCS#1 (RFC
 * 8017 appendix A.1.2) and SEC1 (RFC 5915), plain or encrypted as {@link LegacyEncryption} says, the last with or without
 * {@code EC PARAMETERS} before it; RSA, EC and Ed25519.
 */
public final class PrivateKeys {
    private static final String EC_PARAMETERS = "EC PARAMETERS";
    private static final String ENCRYPTED = "an encrypted private key";
    private static final String DECRYPT =
            "give its password, or decrypt it with openssl pkey into a file only the proxy may read";

    private PrivateKeys() {}

    /**
     * The one key among the blocks.
     *
     * @throws Unreadable if there is none or more than one, if anything else stands beside it, if it is encrypted and the
     *     password is missing or wrong, or if it is of a type or curve that TLS with this JDK cannot use
     */
    public static PrivateKey parse(List<PemBlock> blocks, PasswordUse password) throws Unreadable {
        List<PemBlock> keys = blocks.stream().filter(PemBlock::isPrivateKey).toList();
        if (keys.size() != 1) {
            throw new Unreadable(
                    keys.isEmpty() ? "holds no private key" : "holds " + keys.size() + " private keys: keep one");
        }
        for (PemBlock block : blocks) {
            if (!block.isPrivateKey() && !block.label().equals(EC_PARAMETERS)) {
                throw new Unreadable("holds a " + block.label() + " beside the key: remove it");
            }
        }
        return JdkKeys.of(structure(keys.get(0), blocks, password));
    }

    /** What is said where decrypting gives nothing sensible: there is no telling a wrong password from damage. */
    static Unreadable wrongPassword() {
        return new Unreadable("holds an encrypted private key that " + PasswordUse.GIVEN + " does not open:"
                + " correct the password");
    }

    private static PrivateKeyInfo structure(PemBlock key, List<PemBlock> blocks, PasswordUse password)
            throws Unreadable {
        if (key.label().equals("ENCRYPTED PRIVATE KEY")) {
            return decrypted(key, password.chars(ENCRYPTED, DECRYPT));
        }
        try {
            return key.dekInfo().isPresent()
                    ? legacy(key, key.dekInfo().orElseThrow(), blocks, password)
                    : plain(key.label(), key.der(), blocks);
        } catch (IOException | RuntimeException malformed) {
            // The ASN.1 classes report malformed input by many unchecked exceptions, some of which quote it.
            throw malformed(key.label());
        }
    }

    private static PrivateKeyInfo legacy(PemBlock key, String dekInfo, List<PemBlock> blocks, PasswordUse password)
            throws Unreadable {
        byte[] der = LegacyEncryption.decrypt(key.der(), dekInfo, password.chars(ENCRYPTED, DECRYPT));
        try {
            return plain(key.label(), der, blocks);
        } catch (IOException | RuntimeException gibberish) {
            throw wrongPassword();
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private static PrivateKeyInfo decrypted(PemBlock key, char[] password) throws Unreadable {
        try {
            PKCS8EncryptedPrivateKeyInfo sealed = new PKCS8EncryptedPrivateKeyInfo(key.der());
            return sealed.decryptPrivateKeyInfo(new Decryption().ofKey(sealed.getEncryptionAlgorithm(), password));
        } catch (PKCSException notDecrypted) {
            throw wrongPassword();
        } catch (IOException | RuntimeException malformed) {
            throw malformed(key.label());
        }
    }

    private static PrivateKeyInfo plain(String label, byte[] der, List<PemBlock> blocks)
            throws IOException, Unreadable {
        return switch (label) {
            case "PRIVATE KEY" -> readable(PrivateKeyInfo.getInstance(ASN1Primitive.fromByteArray(der)));
            case "RSA PRIVATE KEY" ->
                new PrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                        RSAPrivateKey.getInstance(ASN1Primitive.fromByteArray(der)));
            case "EC PRIVATE KEY" -> sec1(ECPrivateKey.getInstance(ASN1Primitive.fromByteArray(der)), blocks);
            default ->
                throw new Unreadable("holds a " + label
                        + ": convert it to PKCS#8 (BEGIN PRIVATE KEY) with an RSA, EC or Ed25519 key");
        };
    }

    private static Unreadable malformed(String label) {
        return new Unreadable("holds a " + label + " that is malformed: export the key again");
    }

    /** The inner structure is parsed only when it is asked for. */
    private static PrivateKeyInfo readable(PrivateKeyInfo key) throws IOException {
        key.parsePrivateKey();
        return key;
    }

    private static PrivateKeyInfo sec1(ECPrivateKey key, List<PemBlock> blocks) throws IOException, Unreadable {
        ASN1Encodable curve = key.getParametersObject();
        for (PemBlock block : blocks) {
            if (curve == null && block.label().equals(EC_PARAMETERS)) {
                curve = ASN1Primitive.fromByteArray(block.der());
            }
        }
        if (curve == null) {
            throw new Unreadable("holds an EC key that does not name its curve: export the key again");
        }
        return new PrivateKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    }
}
