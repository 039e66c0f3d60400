package dev.countersign.certs;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.crypto.util.PBKDFConfig;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS8EncryptedPrivateKeyInfoBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** Well-formed files of every kind that is read, to be damaged; with few rounds of derivation, as there are many cases. */
final class FuzzSeeds {
    private static final char[] PASSWORD = KeyFormat.PASSWORD.toCharArray();
    private static final PBKDFConfig PBKDF2 =
            new PBKDF2Config.Builder().withIterationCount(5).build();
    private static final PBKDFConfig SCRYPT = new ScryptConfig.Builder(16, 2, 1).build();

    private final TestAuthority issuer = TestAuthority.create("Root").intermediate("Issuer");
    private final List<Seed> seeds = new ArrayList<>();

    /**
     * One file.
     *
     * @param repair puts right after damage what would otherwise end every case early, such as a checksum
     * @param load reads a file in its place
     */
    record Seed(String name, byte[] content, boolean pem, UnaryOperator<byte[]> repair, Loading load) {
        @Override
        public String toString() {
            return name;
        }
    }

    interface Loading {
        Loaded<KeyedChain> from(Path file);
    }

    static List<Seed> in(Path directory) throws Exception {
        FuzzSeeds all = new FuzzSeeds();
        for (KeyType type : List.of(KeyType.RSA_2048, KeyType.P256, KeyType.ED25519)) {
            TestCertificate made =
                    all.issuer.issue(CertificateSpec.client("partner-a").key(type));
            all.pemFiles(made, type, Files.createDirectories(directory.resolve(type.name())));
            all.keyStores(made, type);
        }
        return all.seeds;
    }

    private void pemFiles(TestCertificate made, KeyType type, Path folder) throws Exception {
        Path chain = made.writeChain(folder.resolve("good.crt"));
        Path key = made.writeKey(folder.resolve("good.key"), KeyFormat.PKCS8);
        pem(type + " chain", made.chainPem(), file -> pair(file, key));
        List<String> keys =
                new ArrayList<>(List.of(made.keyPem(KeyFormat.PKCS8), sealed(made, PBKDF2), sealed(made, SCRYPT)));
        if (type == KeyType.RSA_2048) {
            keys.add(made.keyPem(KeyFormat.PKCS1));
        }
        if (type == KeyType.P256) {
            keys.add(made.keyPem(KeyFormat.SEC1));
            keys.add(made.keyPem(KeyFormat.SEC1_WITH_PARAMETERS));
        }
        if (type != KeyType.ED25519) {
            keys.add(made.keyPem(KeyFormat.LEGACY_ENCRYPTED));
            keys.add(made.keyPem(KeyFormat.LEGACY_TRIPLE_DES));
        }
        for (String text : keys) {
            pem(type + " " + text.lines().findFirst().orElseThrow(), text, file -> pair(chain, file));
            pem(
                    type + " chain and " + text.lines().findFirst().orElseThrow(),
                    made.chainPem() + text,
                    file -> KeyedChains.read(new KeyedMaterial.Combined(file, password()), KeyAccess.PRIVATE));
        }
    }

    private void keyStores(TestCertificate made, KeyType type) throws Exception {
        keyStore(type + " PKCS#12", pkcs12(made, true), UnaryOperator.identity());
        keyStore(type + " PKCS#12 in the clear", pkcs12(made, false), UnaryOperator.identity());
        Path jks = made.writeKeyStore(Files.createTempFile("seed", ".jks"), KeyStoreFormat.JKS);
        keyStore(type + " JKS", Files.readAllBytes(jks), UnaryOperator.identity());
        keyStore(type + " JKS with its checksum", Files.readAllBytes(jks), FuzzSeeds::withChecksum);
        Files.delete(jks);
    }

    private void pem(String name, String text, Loading load) {
        seeds.add(new Seed(name, text.getBytes(StandardCharsets.US_ASCII), true, UnaryOperator.identity(), load));
    }

    private void keyStore(String name, byte[] content, UnaryOperator<byte[]> repair) {
        seeds.add(new Seed(
                name,
                content,
                false,
                repair,
                file -> KeyedChains.read(new KeyedMaterial.KeyStoreFile(file, password()), KeyAccess.PRIVATE)));
    }

    private static Loaded<KeyedChain> pair(Path chain, Path key) {
        return KeyedChains.read(new KeyedMaterial.Files(chain, key, password()), KeyAccess.PRIVATE);
    }

    private static Optional<Password> password() {
        return Optional.of(new Password(KeyFormat.PASSWORD));
    }

    private static String sealed(TestCertificate made, PBKDFConfig derivation)
            throws IOException, OperatorCreationException {
        return Blocks.pem(
                "ENCRYPTED PRIVATE KEY",
                new JcaPKCS8EncryptedPrivateKeyInfoBuilder(made.key())
                        .build(encryptor(derivation))
                        .getEncoded());
    }

    private static byte[] pkcs12(TestCertificate made, boolean sealed)
            throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(made.key().getEncoded());
        PKCS12SafeBagBuilder key =
                sealed ? new PKCS12SafeBagBuilder(info, encryptor(PBKDF2)) : new PKCS12SafeBagBuilder(info);
        key.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, new DEROctetString(new byte[] {1}));
        List<PKCS12SafeBag> certificates = new ArrayList<>();
        for (X509Certificate certificate : made.chain()) {
            certificates.add(
                    new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(certificate).toASN1Structure()).build());
        }
        PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder().addData(key.build());
        PKCS12SafeBag[] bags = certificates.toArray(PKCS12SafeBag[]::new);
        if (!sealed) {
            for (PKCS12SafeBag bag : bags) {
                file.addData(bag);
            }
            return file.build(null, PASSWORD).getEncoded();
        }
        return file.addEncryptedData(encryptor(PBKDF2), bags)
                .build(new BcPKCS12MacCalculatorBuilder().setIterationCount(5), PASSWORD)
                .getEncoded();
    }

    private static OutputEncryptor encryptor(PBKDFConfig derivation) throws OperatorCreationException {
        return new JcePKCSPBEOutputEncryptorBuilder(derivation, NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(Bouncy.CASTLE)
                .build(PASSWORD);
    }

    /** What ends a JKS file: SHA-1 of the password in UTF-16, of a phrase, and of all before. */
    private static byte[] withChecksum(byte[] damaged) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            int end = Math.max(0, damaged.length - digest.getDigestLength());
            digest.update(KeyFormat.PASSWORD.getBytes(StandardCharsets.UTF_16BE));
            digest.update("Mighty Aphrodite".getBytes(StandardCharsets.UTF_8));
            digest.update(damaged, 0, end);
            byte[] whole = Arrays.copyOf(damaged, end + digest.getDigestLength());
            System.arraycopy(digest.digest(), 0, whole, end, digest.getDigestLength());
            return whole;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static final class Bouncy {
        private static final BouncyCastleProvider CASTLE = new BouncyCastleProvider();
    }
}
