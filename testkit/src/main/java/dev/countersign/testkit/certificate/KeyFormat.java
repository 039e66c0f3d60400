package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.Provider;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** How a private key is written in a PEM file. A key of the wrong type for a format is a mistake of the test. */
public enum KeyFormat {
    /** {@code BEGIN PRIVATE KEY}, RFC 5958; every key type. */
    PKCS8,
    /** {@code BEGIN RSA PRIVATE KEY}, RFC 8017 appendix A.1.2; RSA only. */
    PKCS1,
    /** {@code BEGIN EC PRIVATE KEY}, RFC 5915; EC only. */
    SEC1,
    /** As {@link #SEC1}, after an {@code EC PARAMETERS} block, as older openssl commands write it. */
    SEC1_WITH_PARAMETERS,
    /** {@code BEGIN ENCRYPTED PRIVATE KEY}, PBES2 with AES-256, password {@link #PASSWORD}. */
    PKCS8_ENCRYPTED,
    /** As {@link #PKCS8_ENCRYPTED}, with scrypt instead of PBKDF2. */
    PKCS8_SCRYPT,
    /** The {@code Proc-Type: 4,ENCRYPTED} form of PKCS#1 and SEC1, AES-256, password {@link #PASSWORD}. */
    LEGACY_ENCRYPTED,
    /** As {@link #LEGACY_ENCRYPTED}, with triple DES. */
    LEGACY_TRIPLE_DES;

    /** What the encrypted forms are encrypted with. */
    public static final String PASSWORD = "testkit-password";

    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    String write(KeyPair keys) {
        try {
            return switch (this) {
                case PKCS8 -> PemText.of("PRIVATE KEY", keys.getPrivate().getEncoded());
                case PKCS1 -> PemText.of("RSA PRIVATE KEY", inner(keys));
                case SEC1 -> PemText.of("EC PRIVATE KEY", sec1(keys));
                case SEC1_WITH_PARAMETERS ->
                    PemText.of(
                                    "EC PARAMETERS",
                                    parsed(keys)
                                            .getPrivateKeyAlgorithm()
                                            .getParameters()
                                            .toASN1Primitive()
                                            .getEncoded())
                            + PemText.of("EC PRIVATE KEY", sec1(keys));
                case PKCS8_ENCRYPTED ->
                    encrypted(
                            keys,
                            new PBKDF2Config.Builder().withIterationCount(2048).build());
                case PKCS8_SCRYPT -> encrypted(keys, new ScryptConfig.Builder(1 << 14, 8, 1).build());
                case LEGACY_ENCRYPTED -> legacy(keys, "AES-256-CBC");
                case LEGACY_TRIPLE_DES -> legacy(keys, "DES-EDE3-CBC");
            };
        } catch (IOException | OperatorCreationException failed) {
            throw new IllegalStateException("cannot write the key as " + this, failed);
        }
    }

    private static PrivateKeyInfo parsed(KeyPair keys) {
        return PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded());
    }

    private static byte[] inner(KeyPair keys) throws IOException {
        return parsed(keys).parsePrivateKey().toASN1Primitive().getEncoded();
    }

    /** PKCS#8 keeps curve and public key outside of the inner structure; SEC1 as openssl writes it has both inside. */
    private static byte[] sec1(KeyPair keys) throws IOException {
        ECPrivateKey bare = ECPrivateKey.getInstance(inner(keys));
        SubjectPublicKeyInfo open =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        int bits = ((ECPublicKey) keys.getPublic()).getParams().getOrder().bitLength();
        ECPrivateKey full = new ECPrivateKey(
                bits,
                bare.getKey(),
                open.getPublicKeyData(),
                open.getAlgorithm().getParameters());
        return full.getEncoded();
    }

    private static String encrypted(KeyPair keys, PBKDFConfig derivation)
            throws IOException, OperatorCreationException {
        return PemText.of(
                "ENCRYPTED PRIVATE KEY",
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(keys.getPrivate())
                        .build(new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
                                .setProvider(BOUNCY_CASTLE)
                                .build(PASSWORD.toCharArray()))
                        .getEncoded());
    }

    private static String legacy(KeyPair keys, String cipher) throws IOException {
        boolean rsa = keys.getPrivate().getAlgorithm().equals("RSA");
        PEMEncryptor encryptor =
                new JcePEMEncryptorBuilder(cipher).setProvider(BOUNCY_CASTLE).build(PASSWORD.toCharArray());
        List<PemHeader> headers = List.of(
                new PemHeader("Proc-Type", "4,ENCRYPTED"),
                new PemHeader(
                        "DEK-Info",
                        cipher + "," + HexFormat.of().withUpperCase().formatHex(encryptor.getIV())));
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(
                    rsa ? "RSA PRIVATE KEY" : "EC PRIVATE KEY",
                    headers,
                    encryptor.encrypt(rsa ? inner(keys) : sec1(keys))));
        }
        return text.toString();
    }
}
