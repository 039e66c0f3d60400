package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObjectGenerator;

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
    /** The {@code Proc-Type: 4,ENCRYPTED} form of PKCS#1 and SEC1, password {@link #PASSWORD}. */
    LEGACY_ENCRYPTED;

    /** What the encrypted forms are encrypted with. */
    public static final String PASSWORD = "testkit-password";

    String write(KeyPair keys) {
        try {
            return switch (this) {
                case PKCS8 -> PemText.of("PRIVATE KEY", keys.getPrivate().getEncoded());
                case PKCS1 -> PemText.of("RSA PRIVATE KEY", inner(keys));
                case SEC1 -> sec1(keys);
                case SEC1_WITH_PARAMETERS ->
                    PemText.of(
                                    "EC PARAMETERS",
                                    parsed(keys)
                                            .getPrivateKeyAlgorithm()
                                            .getParameters()
                                            .toASN1Primitive()
                                            .getEncoded())
                            + sec1(keys);
                case PKCS8_ENCRYPTED ->
                    text(new JcaPKCS8Generator(
                            keys.getPrivate(),
                            new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                    .setProvider(new BouncyCastleProvider())
                                    .setPassword(PASSWORD.toCharArray())
                                    .build()));
                case LEGACY_ENCRYPTED ->
                    text(new JcaMiscPEMGenerator(
                            keys.getPrivate(),
                            new JcePEMEncryptorBuilder("AES-256-CBC")
                                    .setProvider(new BouncyCastleProvider())
                                    .build(PASSWORD.toCharArray())));
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
    private static String sec1(KeyPair keys) throws IOException {
        ECPrivateKey bare = ECPrivateKey.getInstance(inner(keys));
        SubjectPublicKeyInfo open =
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
        int bits = ((ECPublicKey) keys.getPublic()).getParams().getOrder().bitLength();
        ECPrivateKey full = new ECPrivateKey(
                bits,
                bare.getKey(),
                open.getPublicKeyData(),
                open.getAlgorithm().getParameters());
        return PemText.of("EC PRIVATE KEY", full.getEncoded());
    }

    private static String text(PemObjectGenerator object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
