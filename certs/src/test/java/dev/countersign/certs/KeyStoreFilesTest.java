package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12PBMac1CalculatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyStoreFilesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority ISSUER = ROOT.intermediate("Issuer");
    private static final char[] PASSWORD = KeyFormat.PASSWORD.toCharArray();

    private final TestCertificate made = ISSUER.client("partner-a");

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("client.store");
    }

    @ParameterizedTest
    @CsvSource({
        "PKCS12, RSA_2048",
        "PKCS12, P256",
        "PKCS12, P384",
        "PKCS12, ED25519",
        "JKS, RSA_2048",
        "JKS, P256",
        "JKS, ED25519"
    })
    void keyAndChainAreRead(KeyStoreFormat format, KeyType type) {
        TestCertificate client =
                ISSUER.issue(CertificateSpec.client("partner-a").key(type));
        client.writeKeyStore(file(), format);
        KeyedChain read = Expect.usable(load(KeyFormat.PASSWORD));
        assertThat(read.chain()).isEqualTo(client.chain());
        assertThat(read.key()).isEqualTo(client.key());
    }

    /** Its name says PKCS#12, its content JKS, or the other way round. */
    @ParameterizedTest
    @EnumSource
    void kindShowsInTheContentNotInTheName(KeyStoreFormat format) {
        Path misnamed = made.writeKeyStore(
                directory.resolve(format == KeyStoreFormat.JKS ? "client.p12" : "client.jks"), format);
        assertThat(Expect.usable(load(misnamed, Optional.of(KeyFormat.PASSWORD)))
                        .chain())
                .isEqualTo(made.chain());
    }

    @ParameterizedTest
    @EnumSource
    void missingWrongAndDamagedAreThreeMessages(KeyStoreFormat format) throws Exception {
        made.writeKeyStore(file(), format);
        assertThat(Expect.problem(load(file(), Optional.empty())))
                .isEqualTo(
                        file() + " holds encrypted content, and no password is given for it:" + " give its password");
        assertThat(Expect.problem(load("wrong")))
                .isEqualTo(file() + " does not open with the password given for it: correct the password");
        byte[] whole = Files.readAllBytes(file());
        OwnFile.write(file(), Arrays.copyOf(whole, whole.length / 2));
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .startsWith(file() + " is a damaged ")
                .endsWith(" key store: export it again");
    }

    @ParameterizedTest
    @EnumSource
    void exactlyOneKeyIsWanted(KeyStoreFormat format) throws Exception {
        KeyStore none = KeyStore.getInstance(format.name());
        none.load(null, null);
        none.setCertificateEntry("root", ROOT.certificate());
        store(none);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD))).startsWith(file() + " holds no private key");

        KeyStore two = KeyStore.getInstance(format.name());
        two.load(null, null);
        two.setKeyEntry(
                "first\nerror: forged", made.key(), PASSWORD, made.chain().toArray(Certificate[]::new));
        two.setKeyEntry("second", made.key(), PASSWORD, made.chain().toArray(Certificate[]::new));
        store(two);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .startsWith(file() + " holds 2 private keys (")
                .contains("first?error: forged", "second", "keytool -importkeystore -srcalias")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @EnumSource
    void trustedCertificatesBesideTheKeyAreNoPartOfItsChain(KeyStoreFormat format) throws Exception {
        KeyStore store = KeyStore.getInstance(format.name());
        store.load(null, null);
        store.setCertificateEntry("another", TestAuthority.create("Another").certificate());
        store.setKeyEntry("client", made.key(), PASSWORD, made.chain().toArray(Certificate[]::new));
        store.setCertificateEntry("stranger", ISSUER.client("stranger").leaf());
        store(store);
        assertThat(Expect.usable(load(KeyFormat.PASSWORD)).chain()).isEqualTo(made.chain());
    }

    /** Each of them may be the issuer of each other, by their names: their order would take a square of signatures. */
    @Test
    void pkcs12OfCountlessCertificatesIsRefused() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("client", made.key(), PASSWORD, new Certificate[] {made.leaf()});
        for (int i = 0; i < 100; i++) {
            store.setCertificateEntry("c" + i, ISSUER.client("stranger").leaf());
        }
        store(store);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .isEqualTo(file()
                        + " holds 101 certificates, and 100 is the most: export the key with its own chain alone");
    }

    @ParameterizedTest
    @EnumSource
    void keyWithAPasswordOfItsOwnIsRefused(KeyStoreFormat format) throws Exception {
        KeyStore store = KeyStore.getInstance(format.name());
        store.load(null, null);
        store.setKeyEntry(
                "client", made.key(), "another".toCharArray(), made.chain().toArray(Certificate[]::new));
        store(store);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .startsWith(file() + " holds a private key whose password is not the file's")
                .contains("keytool -importkeystore");
    }

    /** JKS keeps the order it was given; PKCS#12 has none. */
    @Test
    void chainOutOfOrderIsRefused() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(
                "client", made.key(), PASSWORD, new Certificate[] {made.leaf(), ROOT.certificate(), ISSUER.certificate()
                });
        store(store);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD))).startsWith(file() + " is out of order");
    }

    @Test
    void certificateOfAnotherKeyIsRefused() {
        made.withKeys(KeyType.P256.generate()).writeKeyStore(file(), KeyStoreFormat.JKS);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .startsWith(file() + " holds a key that is not the key of the first certificate in it");
        made.withKeys(KeyType.P256.generate()).writeKeyStore(file(), KeyStoreFormat.PKCS12);
        assertThat(Expect.problem(load(KeyFormat.PASSWORD)))
                .startsWith(file() + " holds no certificate for its private key");
    }

    @Test
    void whatIsNoKeyStoreIsRefused() {
        OwnFile.write(file(), made.chainPem());
        assertThat(Expect.problem(load("x"))).contains("is PEM, not a key store");
        OwnFile.write(file(), "");
        assertThat(Expect.problem(load("x"))).contains("is neither a PKCS#12 nor a JKS key store");
        OwnFile.write(file(), new byte[] {(byte) 0xCE, (byte) 0xCE, (byte) 0xCE, (byte) 0xCE, 0});
        assertThat(Expect.problem(load("x"))).contains("is a JCEKS key store", "keytool");
        OwnFile.write(file(), new byte[1024 * 1024 + 1]);
        assertThat(Expect.problem(load("x"))).contains("is larger than the 1024 KiB allowed for it");
    }

    /** RFC 9579: integrity without PKCS#12's own derivation, as where only FIPS algorithms are allowed. */
    @Test
    void keyStoreWithPbmac1IsRead() throws Exception {
        OwnFile.write(file(), pbmac1(32));
        assertThat(Expect.usable(load(KeyFormat.PASSWORD)).chain()).containsExactly(made.leaf());
        assertThat(Expect.problem(load("wrong"))).contains("does not open with the password");
    }

    @Test
    void pbmac1ThatDemandsTooLongAKeyIsRefused() throws Exception {
        OwnFile.write(file(), pbmac1(65));
        assertThat(Expect.problem(load(KeyFormat.PASSWORD))).contains("is a damaged PKCS#12 key store");
    }

    private byte[] pbmac1(int keyLength) throws Exception {
        AlgorithmIdentifier hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
        PBMAC1Params algorithms = new PBMAC1Params(
                new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(new byte[16], 2048, keyLength, hmac)),
                hmac);
        return new PKCS12PfxPduBuilder()
                .addData(new PKCS12SafeBagBuilder(
                                PrivateKeyInfo.getInstance(made.key().getEncoded()))
                        .build())
                .addData(new PKCS12SafeBagBuilder(new JcaX509CertificateHolder(made.leaf()).toASN1Structure()).build())
                .build(new BcPKCS12PBMac1CalculatorBuilder(algorithms), PASSWORD)
                .getEncoded();
    }

    /** A parser that calls itself for each level would run out of stack. */
    @Test
    void deepNestingIsRefused() {
        byte[] endless = new byte[1024 * 1024];
        for (int i = 0; i < endless.length; i += 2) {
            endless[i] = 0x30;
            endless[i + 1] = (byte) 0x80;
        }
        OwnFile.write(file(), endless);
        assertThat(Expect.problem(load("x"))).contains("is a damaged PKCS#12 key store");
        OwnFile.write(file(), made.chainPem() + Blocks.pem("PRIVATE KEY", Arrays.copyOf(endless, 48 * 1024)));
        assertThat(Expect.problem(
                        KeyedChains.read(new KeyedMaterial.Combined(file(), Optional.empty()), KeyAccess.PRIVATE)))
                .contains("holds a PRIVATE KEY that is malformed");
    }

    private void store(KeyStore store) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        OwnFile.write(file(), bytes.toByteArray());
    }

    private Loaded<KeyedChain> load(String password) {
        return load(file(), Optional.of(password));
    }

    private static Loaded<KeyedChain> load(Path file, Optional<String> password) {
        return KeyedChains.read(new KeyedMaterial.KeyStoreFile(file, password.map(Password::new)), KeyAccess.PRIVATE);
    }
}
