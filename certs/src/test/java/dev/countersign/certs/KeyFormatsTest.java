package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyFormatsTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "RSA_1024, PKCS8",
        "RSA_2048, PKCS8",
        "RSA_2048, PKCS1",
        "RSA_3072, PKCS1",
        "P256, PKCS8",
        "P256, SEC1",
        "P256, SEC1_WITH_PARAMETERS",
        "P384, PKCS8",
        "P384, SEC1",
        "P384, SEC1_WITH_PARAMETERS",
        "ED25519, PKCS8"
    })
    void everyKeyFormatIsReadAsTheSameJdkKey(KeyType type, KeyFormat format) {
        TestCertificate made = ROOT.issue(CertificateSpec.client("partner-a").key(type));
        KeyedChain read = Expect.usable(load(made, format));
        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(secret(read.key())).isEqualTo(secret(made.key()));
        assertThat(read.key().getClass().getPackageName()).startsWith("sun.security.");
        assertThat(read.key().getFormat()).isEqualTo("PKCS#8");
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_2048, PKCS8_ENCRYPTED",
        "P256, PKCS8_ENCRYPTED",
        "ED25519, PKCS8_ENCRYPTED",
        "P256, PKCS8_SCRYPT",
        "RSA_2048, LEGACY_ENCRYPTED",
        "P256, LEGACY_ENCRYPTED",
        "RSA_2048, LEGACY_TRIPLE_DES"
    })
    void encryptedKeyIsReadWithItsPasswordOnly(KeyType type, KeyFormat format) {
        TestCertificate made = ROOT.issue(CertificateSpec.client("partner-a").key(type));
        assertThat(secret(Expect.usable(load(made, format, Optional.of(KeyFormat.PASSWORD)))
                        .key()))
                .isEqualTo(secret(made.key()));
        assertThat(Expect.problem(load(made, format, Optional.empty())))
                .startsWith(directory.resolve("a.key")
                        + " holds an encrypted private key, and no password is configured for it")
                .contains("openssl pkey");
        assertThat(Expect.problem(load(made, format, Optional.of("wrong"))))
                .isEqualTo(directory.resolve("a.key") + " holds an encrypted private key that the password configured"
                        + " for it does not open: correct the password");
    }

    /** By chance, the gibberish that a wrong password gives ends like a padding; it is the password's fault all the same. */
    @Test
    void wrongPasswordIsNamedHoweverItsGibberishEnds() {
        TestCertificate made = ROOT.client("partner-a");
        Path chain = made.writeChain(directory.resolve("a.crt"));
        Path key = made.writeKey(directory.resolve("a.key"), KeyFormat.LEGACY_ENCRYPTED);
        for (int i = 0; i < 1000; i++) {
            Optional<Password> wrong = Optional.of(new Password("wrong" + i));
            assertThat(Expect.problem(KeyedChains.read(new KeyedMaterial.Files(chain, key, wrong), KeyAccess.PRIVATE)))
                    .contains("correct the password");
        }
    }

    @Test
    void passwordOfAKeyThatIsNotEncryptedIsWarnedAbout() {
        assertThat(Expect.warning(load(ROOT.client("partner-a"), KeyFormat.SEC1, Optional.of("unused"))))
                .isEqualTo(directory.resolve("a.key") + " is not encrypted: remove the password configured for it");
    }

    @ParameterizedTest
    @EnumSource(names = {"PKCS8", "SEC1_WITH_PARAMETERS", "PKCS8_ENCRYPTED", "LEGACY_ENCRYPTED"})
    void oneFileHoldsChainAndKeyInAnyOrder(KeyFormat format) {
        TestCertificate made = ROOT.intermediate("Issuer").client("partner-a");
        Path file = directory.resolve("both.pem");
        for (String text : List.of(made.chainPem() + made.keyPem(format), made.keyPem(format) + made.chainPem())) {
            OwnFile.write(file, text);
            boolean encrypted = text.contains("ENCRYPTED");
            KeyedChain read = Expect.usable(combined(file, encrypted));
            assertThat(read.chain()).isEqualTo(made.chain());
            assertThat(secret(read.key())).isEqualTo(secret(made.key()));
        }
    }

    @Test
    void everyProblemOfACombinedFileIsReported() {
        TestCertificate made = ROOT.client("partner-a");
        Path file = directory.resolve("both.pem");
        OwnFile.write(file, made.chainPem() + made.chainPem());
        assertThat(Expect.problems(combined(file, false)))
                .containsExactly(
                        file + " has certificate 1 (CN=partner-a) again as certificate 2: remove the repetition",
                        file + " holds no private key");
        OwnFile.write(file, made.keyPem(KeyFormat.PKCS8));
        assertThat(Expect.problem(combined(file, false))).isEqualTo(file + " holds no certificate");
        OwnFile.write(
                file, made.keyPem(KeyFormat.PKCS8) + "-----BEGIN X-----\nMAA=\n-----END X-----\n" + made.chainPem());
        assertThat(Expect.problem(combined(file, false))).isEqualTo(file + " holds a X beside the key: remove it");
        OwnFile.write(
                file, made.keyPem(KeyFormat.PKCS8) + ROOT.client("partner-b").chainPem());
        assertThat(Expect.problem(combined(file, false)))
                .startsWith(file + " holds a key that is not the key of the first certificate in it (CN=partner-b)");
    }

    private static Loaded<KeyedChain> combined(Path file, boolean encrypted) {
        Optional<Password> password = encrypted ? Optional.of(new Password(KeyFormat.PASSWORD)) : Optional.empty();
        return KeyedChains.read(new KeyedMaterial.Combined(file, password), KeyAccess.PRIVATE);
    }

    /** EC keys with and without a copy of their public key are one key, but not equal to the JDK. */
    private static Object secret(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : key;
    }

    private Loaded<KeyedChain> load(TestCertificate made, KeyFormat format) {
        return load(made, format, Optional.empty());
    }

    private Loaded<KeyedChain> load(TestCertificate made, KeyFormat format, Optional<String> password) {
        return KeyedChains.read(
                new KeyedMaterial.Files(
                        made.writeChain(directory.resolve("a.crt")),
                        made.writeKey(directory.resolve("a.key"), format),
                        password.map(Password::new)),
                KeyAccess.PRIVATE);
    }
}
