package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class KeyedChainsTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority ISSUER = ROOT.intermediate("Issuer");

    private final TestCertificate made = ISSUER.server("localhost");

    @TempDir
    Path directory;

    private Path chain;
    private Path key;

    @BeforeEach
    void write() {
        chain = made.writeChain(directory.resolve("a.crt"));
        key = made.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
    }

    @Test
    void chainAndKeyAreRead() {
        KeyedChain read = Expect.usable(load());
        assertThat(read.chain()).isEqualTo(made.chain());
        assertThat(read.key()).isEqualTo(made.key());
    }

    @Test
    void chainWithItsRootIsRead() {
        made.withChain(List.of(made.leaf(), ISSUER.certificate(), ROOT.certificate()))
                .writeChain(chain);
        assertThat(Expect.usable(load()).chain()).hasSize(3);
    }

    @Test
    void selfSignedCertificateIsRead() {
        TestCertificate alone = TestAuthority.issueSelfSigned(CertificateSpec.server("localhost"));
        alone.writeChain(chain);
        alone.writeKey(key, KeyFormat.PKCS8);
        assertThat(Expect.usable(load()).chain()).hasSize(1);
    }

    @Test
    void windowsLineEndsAndByteOrderMarkAreRead() throws Exception {
        Files.writeString(chain, "\uFEFF" + made.chainPem().replace("\n", "\r\n"));
        Expect.usable(load());
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "P256", "P384", "ED25519"})
    void keyOfAnotherCertificateIsRefused(KeyType type) {
        made.withKeys(type.generate()).writeKey(key, KeyFormat.PKCS8);
        assertThat(Expect.problem(load()))
                .startsWith(key + " is not the key of the first certificate in " + chain)
                .contains("CN=localhost");
    }

    @Test
    void sameTypeOfAnotherRsaKeyIsRefused() {
        TestCertificate rsa = ISSUER.issue(CertificateSpec.server("localhost").key(KeyType.RSA_2048));
        rsa.writeChain(chain);
        rsa.withKeys(KeyType.RSA_2048.generate()).writeKey(key, KeyFormat.PKCS1);
        assertThat(Expect.problem(load())).contains("is not the key of the first certificate");
    }

    @Test
    void chainOutOfOrderIsRefused() {
        made.withChain(List.of(ISSUER.certificate(), made.leaf())).writeChain(chain);
        assertThat(Expect.problem(load()))
                .startsWith(chain + " is out of order")
                .contains("leaf first");
    }

    @Test
    void issuerOfTheSameNameWithAnotherKeyIsRefused() {
        made.withChain(List.of(
                        made.leaf(),
                        TestAuthority.create("Root").intermediate("Issuer").certificate()))
                .writeChain(chain);
        assertThat(Expect.problem(load())).contains("certificate 2 (CN=Issuer) does not certify certificate 1");
    }

    @Test
    void repeatedCertificateIsRefused() {
        made.withChain(List.of(made.leaf(), ISSUER.certificate(), made.leaf())).writeChain(chain);
        assertThat(Expect.problem(load())).contains("certificate 1 (CN=localhost) again as certificate 3");
    }

    @Test
    void problemsOfBothFilesAreReportedTogether() throws Exception {
        Files.delete(chain);
        Files.writeString(key, " \n\t\n");
        assertThat(Expect.problems(load()))
                .containsExactly(chain + " does not exist", key + " is empty: put PEM blocks into it");
    }

    @Test
    void fileThatIsNotPemIsRefused() throws Exception {
        Files.write(chain, made.leaf().getEncoded());
        assertThat(Expect.problem(load())).contains("is DER, not PEM");
        Files.writeString(chain, "my certificate");
        assertThat(Expect.problem(load())).contains("is not PEM");
        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n");
        assertThat(Expect.problem(load())).contains("block 1 (CERTIFICATE) is not base64");
        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
        assertThat(Expect.problem(load())).contains("holds nothing in block 1");
        Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
        assertThat(Expect.problem(load())).contains("no readable X.509 certificate in block 1");
    }

    @Test
    void textAfterTheLastBlockIsRefused() throws Exception {
        Files.writeString(chain, made.chainPem() + "MIIB garbage\n");
        assertThat(Expect.problem(load())).contains("text after its last PEM block");
        Files.writeString(chain, made.chainPem() + made.leaf().getNotAfter());
        assertThat(Expect.problem(load())).contains("text after its last PEM block");
    }

    @Test
    void bytesBehindTheCertificateInItsBlockAreRefused() throws Exception {
        byte[] leaf = made.leaf().getEncoded();
        byte[] longer = Arrays.copyOf(leaf, leaf.length + 3);
        Files.writeString(
                chain,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(longer)
                        + "\n-----END CERTIFICATE-----\n");
        assertThat(Expect.problem(load())).contains("no readable X.509 certificate");
    }

    @Test
    void cutOffOrUnpairedBlockIsRefused() throws Exception {
        String pem = made.chainPem();
        Files.writeString(chain, pem.substring(0, 100));
        assertThat(Expect.problem(load())).contains("ends inside block 1 (CERTIFICATE): it was cut off");
        Files.writeString(chain, pem.replaceFirst("END CERTIFICATE", "END PUBLIC KEY"));
        assertThat(Expect.problem(load())).contains("do not pair up");
        Files.writeString(chain, pem.replaceFirst("BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE"));
        assertThat(Expect.problem(load())).contains("malformed");
    }

    @Test
    void fileBeyondItsLimitIsRefused() throws Exception {
        Files.writeString(chain, made.chainPem() + "\n".repeat(96 * 1024));
        Files.writeString(key, made.keyPem(KeyFormat.PKCS8) + "\n".repeat(64 * 1024));
        assertThat(Expect.problems(load()))
                .containsExactly(
                        chain + " is larger than the 96 KiB allowed for it",
                        key + " is larger than the 64 KiB allowed for it");
    }

    @Test
    void directoryInsteadOfAFileIsRefused() {
        assertThat(Expect.problem(KeyedChains.read(new KeyedMaterial.Files(directory, key), KeyAccess.PRIVATE)))
                .contains("is not a regular file");
    }

    @Test
    void keyInTheChainFileIsRefused() throws Exception {
        Files.writeString(chain, made.chainPem() + made.keyPem(KeyFormat.PKCS8));
        assertThat(Expect.problem(load())).startsWith(chain + " holds a private key");
    }

    @Test
    void keyFileHoldsOneKeyAndNothingElse() throws Exception {
        String pem = made.keyPem(KeyFormat.PKCS8);
        Files.writeString(key, pem + pem);
        assertThat(Expect.problem(load())).contains("holds 2 private keys");
        Files.writeString(key, made.chainPem());
        assertThat(Expect.problem(load())).contains("holds no private key");
        Files.writeString(key, made.chainPem() + pem);
        assertThat(Expect.problem(load())).contains("holds a CERTIFICATE beside the key");
    }

    @Test
    void malformedOrForeignKeyIsRefused() throws Exception {
        for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
            writeKeyBlock(label, new byte[] {0x30, 0x03, 0x02, 0x01, 0x00});
            assertThat(Expect.problem(load())).contains("holds a " + label + " that is malformed");
        }
        writeKeyBlock("OPENSSH PRIVATE KEY", new byte[] {1});
        assertThat(Expect.problem(load())).contains("OPENSSH PRIVATE KEY: convert it to PKCS#8");
        writeKeyBlock(
                "PRIVATE KEY",
                KeyPairGenerator.getInstance("X25519")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());
        assertThat(Expect.problem(load())).contains("OID 1.3.101.110");
    }

    private void writeKeyBlock(String label, byte[] der) throws IOException {
        String body = new String(Base64.getEncoder().encode(der), StandardCharsets.US_ASCII);
        Files.writeString(key, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private Loaded<KeyedChain> load() {
        return KeyedChains.read(new KeyedMaterial.Files(chain, key), KeyAccess.PRIVATE);
    }
}
