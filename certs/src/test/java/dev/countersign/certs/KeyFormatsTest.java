package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
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
    @EnumSource(names = {"PKCS8_ENCRYPTED", "LEGACY_ENCRYPTED"})
    void encryptedKeyIsRefusedWithWhatToDo(KeyFormat format) {
        TestCertificate made = ROOT.issue(CertificateSpec.client("partner-a").key(KeyType.RSA_2048));
        assertThat(Expect.problem(load(made, format)))
                .startsWith(directory.resolve("a.key") + " holds an encrypted private key")
                .contains("openssl pkey");
    }

    /** EC keys with and without a copy of their public key are one key, but not equal to the JDK. */
    private static Object secret(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : key;
    }

    private Loaded<KeyedChain> load(TestCertificate made, KeyFormat format) {
        return KeyedChains.read(
                new KeyedMaterial.Files(
                        made.writeChain(directory.resolve("a.crt")), made.writeKey(directory.resolve("a.key"), format)),
                KeyAccess.PRIVATE);
    }
}
