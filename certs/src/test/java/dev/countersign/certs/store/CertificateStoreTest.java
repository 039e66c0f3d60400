package dev.countersign.certs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyAccess;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateStoreTest {
    private static final String PREFIX = "arn:aws:acm:us-east-1:111122223333:certificate/";
    private static final String ARN = PREFIX + "cert-1";
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    private final TestCertificate made = ROOT.client("partner-a");

    @TempDir
    Path directory;

    private CertificateStore store;

    @BeforeEach
    void open() {
        store = new CertificateStore(directory.resolve("store"), KeyAccess.PRIVATE);
    }

    @Test
    void certificateIsFoundByItsArn() throws Exception {
        put("store/cert-1", ARN, 3, made);
        ClientCertificate found = Expect.usable(store.find(ARN));
        assertThat(found.source()).isEqualTo(ARN);
        assertThat(found.identity().version()).isEqualTo(3);
        assertThat(found.material().key()).isEqualTo(made.key());
    }

    @Test
    void metadataSaysWhichVersionIsCurrent() throws Exception {
        put("store/cert-1", ARN, 1, made);
        TestCertificate renewed = ROOT.client("partner-a");
        put("store/cert-1", ARN, 2, renewed);
        assertThat(Expect.usable(store.find(ARN)).material().leaf()).isEqualTo(renewed.leaf());
    }

    @Test
    void unknownArnIsRefusedByName() throws Exception {
        put("store/cert-1", ARN, 1, made);
        assertThat(Expect.problem(store.find(PREFIX + "cert-2")))
                .startsWith(PREFIX + "cert-2 is not in the certificate store");
    }

    @Test
    void arnOfAnotherAccountOrRegionIsRefused() throws Exception {
        put("store/cert-1", ARN, 1, made);
        assertThat(Expect.problem(store.find("arn:aws:acm:us-east-1:444455556666:certificate/cert-1")))
                .contains("belongs to another ARN");
        assertThat(Expect.problem(store.find("arn:aws:acm:eu-west-1:111122223333:certificate/cert-1")))
                .contains("belongs to another ARN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "..",
                ".",
                "",
                "a/../../outside",
                "a/b",
                "..\\outside",
                ".hidden",
                "/etc",
                "a\u0000b"
            })
    void idThatIsNotAPlainNameIsNeverLookedUp(String id) throws Exception {
        Files.createDirectories(directory.resolve("store/a/b"));
        put("outside", PREFIX + id, 1, made);
        put("store/.hidden", PREFIX + id, 1, made);
        assertThat(Expect.problem(store.find(PREFIX + id))).startsWith("not the ARN of a certificate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "cert-1", "arn:aws:iam:us-east-1:1:certificate/a", "arn:aws:acm:us-east-1:x:certificate/a"})
    void textThatIsNoCertificateArnIsRefused(String text) {
        assertThat(Expect.problem(store.find(text))).startsWith("not the ARN of a certificate");
    }

    @Test
    void arnBeyondItsLengthIsRefused() {
        assertThat(Expect.problem(store.find(PREFIX + "a".repeat(2048)))).startsWith("not the ARN of a certificate");
    }

    @Test
    void idLongerThanAFoldersNameIsRefusedAsSuch() throws Exception {
        put("store/cert-1", ARN, 1, made);
        assertThat(Expect.problem(store.find(PREFIX + "a".repeat(256)))).contains("(File name too long)");
        assertThat(Expect.problem(store.find(PREFIX + "a".repeat(255)))).contains("is not in the certificate store");
    }

    @Test
    void whatCannotBeLookedAtIsNotSaidToBeMissing() throws Exception {
        Path loop = directory.resolve("store");
        Files.createSymbolicLink(loop, loop);
        assertThat(Expect.problem(store.find(ARN)))
                .startsWith(loop.resolve("cert-1/metadata.properties") + " cannot be read");
    }

    @Test
    void linkedKeyIsReadWhereItPointsToAndNeverPrinted() throws Exception {
        Path folder = put("store/cert-1", ARN, 1, made);
        Path elsewhere =
                OwnFile.write(directory.resolve("shadow"), "root:$y$secret:1".getBytes(StandardCharsets.UTF_8));
        Files.delete(folder.resolve("key-1.pem"));
        Files.createSymbolicLink(folder.resolve("key-1.pem"), elsewhere);
        assertThat(Expect.problem(store.find(ARN)))
                .isEqualTo(folder.resolve("key-1.pem") + " is not PEM: no line reads -----BEGIN ...-----");
    }

    @Test
    void clientRulesHoldForTheStoreToo() throws Exception {
        put("store/cert-1", ARN, 1, ROOT.issue(CertificateSpec.server("partner-a")));
        assertThat(Expect.problem(store.find(ARN))).startsWith(ARN).contains("TLS server authentication");
    }

    @Test
    void incompleteFolderIsRefusedByNamingTheFile() throws Exception {
        Path folder = put("store/cert-1", ARN, 1, made);
        Files.delete(folder.resolve("key-1.pem"));
        assertThat(Expect.problem(store.find(ARN))).isEqualTo(folder.resolve("key-1.pem") + " does not exist");
        Files.delete(folder.resolve("metadata.properties"));
        assertThat(Expect.problem(store.find(ARN)))
                .startsWith(folder.resolve("metadata.properties") + " does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version=0\nimportedAt=2026-01-01T00:00:00Z\n",
                "version=../../1\nimportedAt=2026-01-01T00:00:00Z\n",
                "version=1\nimportedAt=yesterday\n",
                "version=1\n",
                "version=1\nimportedAt=2026-01-01T00:00:00Z\nowner=me\n",
                "version=\\u00zz\n"
            })
    void metadataThatIsNotAsDocumentedIsRefused(String text) throws Exception {
        Path metadata = put("store/cert-1", ARN, 1, made).resolve("metadata.properties");
        Files.writeString(metadata, "arn=" + ARN + "\n" + text);
        assertThat(Expect.problem(store.find(ARN))).startsWith(metadata + " ");
    }

    @Test
    void tagsAreReadByKey() throws Exception {
        Path metadata = put("store/cert-1", ARN, 1, made).resolve("metadata.properties");
        Files.writeString(
                metadata, "arn=" + ARN + "\nversion=1\nimportedAt=2026-01-01T00:00:00Z\ntag.owner=Zahlungsverkehr ä\n");
        assertThat(Expect.usable(MetadataFile.read(metadata)).tags())
                .containsExactly(Map.entry("owner", "Zahlungsverkehr ä"));
    }

    private Path put(String folder, String arn, long version, TestCertificate certificate) throws IOException {
        Path into = Files.createDirectories(directory.resolve(folder));
        certificate.writeChain(into.resolve("chain-" + version + ".pem"));
        certificate.writeKey(into.resolve("key-" + version + ".pem"), KeyFormat.PKCS8);
        Files.writeString(
                into.resolve("metadata.properties"),
                "arn=" + arn + "\nversion=" + version + "\nimportedAt=2026-01-01T00:00:00Z\n");
        return into;
    }
}
