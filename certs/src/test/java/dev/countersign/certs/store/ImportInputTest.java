package dev.countersign.certs.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import dev.countersign.certs.pem.Pem;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What import takes and what it refuses: each refusal in its own words, with nothing stored. */
final class ImportInputTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority MIDDLE = ROOT.intermediate("Middle");

    private final TestCertificate made = MIDDLE.client("partner-a");
    private final List<X509Certificate> issuers = List.of(made.chain().get(1), ROOT.certificate());

    @TempDir
    Path directory;

    private Path certificate;
    private Path key;
    private Path chain;
    private StoreHome home;

    @BeforeEach
    void write() throws IOException {
        home = new StoreHome(directory.resolve("store"));
        certificate = directory.resolve("leaf.pem");
        key = directory.resolve("leaf.key");
        chain = directory.resolve("chain.pem");
        put(made);
        Files.writeString(chain, Pem.certificates(issuers));
    }

    @Test
    void certificateKeyAndChainComeTogether() {
        KeyedChain read = Expect.usable(ImportInput.of(files(), Optional.of(chain)));
        assertThat(read.leaf()).isEqualTo(made.leaf());
        assertThat(read.chain()).hasSize(3).endsWith(ROOT.certificate());
        StoredCertificate stored = Expect.usable(home.changes.importNew(read, Map.of()));
        assertThat(Expect.usable(home.store.find(stored.arn().value())).material())
                .isEqualTo(read);
    }

    @Test
    void selfSignedCertificateNeedsNoChain() throws Exception {
        put(TestAuthority.issueSelfSigned(CertificateSpec.client("alone")));
        Expect.usable(imported(Optional.empty()));
    }

    @Test
    void sourceKeyThatEverybodyMayReadIsWarnedAbout() throws Exception {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Expect.warning(ImportInput.of(files(), Optional.of(chain))))
                .startsWith(key + " ")
                .contains("everybody");
    }

    @Test
    void derIsRefusedWithTheCommandThatConvertsIt() throws Exception {
        Files.write(certificate, made.leaf().getEncoded());
        assertRefused(certificate, "DER", "openssl");
        put(made);
        Files.write(key, made.key().getEncoded());
        assertRefused(key, "DER", "openssl");
        put(made);
        Files.write(chain, ROOT.certificate().getEncoded());
        assertRefused(chain, "DER", "openssl");
    }

    @Test
    void encryptedKeyWithoutPasswordIsRefused() throws Exception {
        Files.writeString(key, made.keyPem(KeyFormat.PKCS8_ENCRYPTED));
        assertRefused(key, "encrypted");
    }

    @Test
    void keyOfAnotherCertificateIsRefused() throws Exception {
        MIDDLE.client("other").writeKey(key, KeyFormat.PKCS8);
        makePrivate();
        assertRefused(key, "is not the key of");
    }

    @Test
    void leafRepeatedInTheChainIsRefused() throws Exception {
        Files.writeString(chain, Pem.certificates(List.of(made.leaf(), issuers.get(0), issuers.get(1))));
        assertRefused("what is to be imported", "again as certificate 2");
    }

    @Test
    void chainOutOfOrderIsRefused() throws Exception {
        Files.writeString(chain, Pem.certificates(List.of(issuers.get(1), issuers.get(0))));
        assertRefused("what is to be imported", "certif");
    }

    @Test
    void missingChainIsRefused() {
        assertThat(Expect.problem(imported(Optional.empty()))).contains("no chain");
        assertThat(home.directory).doesNotExist();
    }

    @Test
    void moreThanOneCertificateBesideAChainIsRefused() throws Exception {
        Files.writeString(certificate, Pem.certificates(List.of(made.leaf(), issuers.get(0))));
        assertRefused(certificate, "holds 2 certificates", "file of the chain");
    }

    @Test
    void expiredAndNotYetValidAreRefused() throws Exception {
        put(MIDDLE.issue(CertificateSpec.client("partner-a").expired()));
        assertRefused("what is to be imported", "that expired at");
        put(MIDDLE.issue(CertificateSpec.client("partner-a").notYetValid()));
        assertRefused("what is to be imported", "not valid before");
    }

    @Test
    void keyTypeOutsideOfAcmIsRefused() throws Exception {
        put(MIDDLE.issue(CertificateSpec.client("partner-a").key(KeyType.ED25519)));
        assertRefused("what is to be imported", "ED25519");
    }

    @Test
    void keyFileOverItsSizeIsRefusedAndOneAtItIsTaken() throws Exception {
        String pem = made.keyPem(KeyFormat.PKCS8);
        Files.writeString(key, " ".repeat(5_119 - pem.length()) + "\n" + pem);
        Expect.usable(ImportInput.of(files(), Optional.of(chain)));
        Files.writeString(key, " ".repeat(5_120 - pem.length()) + "\n" + pem);
        assertRefused(key, "5120");
    }

    @Test
    void certificateFileOverItsSizeIsRefusedAndOneAtItIsTaken() throws Exception {
        String pem = Pem.certificates(List.of(made.leaf()));
        Files.writeString(certificate, " ".repeat(32_767 - pem.length()) + "\n" + pem);
        Expect.usable(ImportInput.of(files(), Optional.of(chain)));
        Files.writeString(certificate, " ".repeat(32_768 - pem.length()) + "\n" + pem);
        assertRefused(certificate, "32768");
    }

    @Test
    void chainThatCouldNotBeReadAgainIsRefused() {
        String[] names = IntStream.range(0, 1500)
                .mapToObj(i -> "n" + "a".repeat(50) + i + ".example")
                .toArray(String[]::new);
        TestAuthority wide =
                TestAuthority.create(CertificateSpec.authority("Wide").names(names));
        TestCertificate leaf = wide.client("partner-a");
        KeyedChain material = new KeyedChain(List.of(leaf.leaf(), wide.certificate()), leaf.key());
        assertThat(Expect.problem(home.changes.importNew(material, Map.of()))).contains("bytes as PEM", "is the most");
        assertThat(home.directory).doesNotExist();
    }

    @Test
    void combinedFileBringsItsChain() throws Exception {
        Path file = directory.resolve("combined.pem");
        Files.writeString(
                file, made.keyPem(KeyFormat.PKCS8_ENCRYPTED) + Pem.certificates(List.of(made.leaf(), issuers.get(0))));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Loaded<KeyedChain> read = ImportInput.of(
                new KeyedMaterial.Combined(file, Optional.of(new Password(KeyFormat.PASSWORD))), Optional.empty());
        assertThat(stored(Expect.usable(read))).isEqualTo(new KeyedChain(made.chain(), made.key()));
    }

    @Test
    void keyStoreIsStoredAsPem() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        char[] password = "a password".toCharArray();
        X509Certificate[] whole = {made.leaf(), issuers.get(0), issuers.get(1)};
        keys.setKeyEntry("partner-a", made.key(), password, whole);
        Path file = directory.resolve("partner-a.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys.store(out, password);
        }
        Loaded<KeyedChain> read = ImportInput.of(
                new KeyedMaterial.KeyStoreFile(file, Optional.of(new Password("a password"))), Optional.empty());
        assertThat(Expect.warning(read)).startsWith(file + " can be read by everybody");
        assertThat(stored(((Loaded.Usable<KeyedChain>) read).value()))
                .isEqualTo(new KeyedChain(List.of(whole), made.key()));
    }

    @Test
    void combinedFileTakesNoChainBesideIt() {
        assertThat(Expect.problem(
                        ImportInput.of(new KeyedMaterial.Combined(certificate, Optional.empty()), Optional.of(chain))))
                .startsWith(certificate + " holds its own chain");
    }

    private void put(TestCertificate leaf) throws IOException {
        Files.writeString(certificate, Pem.certificates(List.of(leaf.leaf())));
        leaf.writeKey(key, KeyFormat.PKCS8);
        makePrivate();
    }

    private void makePrivate() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private KeyedMaterial files() {
        return new KeyedMaterial.Files(certificate, key);
    }

    private KeyedChain stored(KeyedChain material) {
        StoredCertificate stored = Expect.usable(home.changes.importNew(material, Map.of()));
        return Expect.usable(home.store.find(stored.arn().value())).material();
    }

    private Loaded<StoredCertificate> imported(Optional<Path> separateChain) {
        return ImportInput.of(files(), separateChain).then(material -> home.changes.importNew(material, Map.of()));
    }

    private void assertRefused(Object subject, String... words) {
        assertThat(Expect.problem(imported(Optional.of(chain))))
                .startsWith(subject + " ")
                .contains(words);
        assertThat(home.directory).doesNotExist();
    }
}
