package dev.countersign.certs.store;

import static dev.countersign.certs.store.StoreHome.ARN;
import static dev.countersign.certs.store.StoreHome.PREFIX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every state a killed writer can leave, made by hand; what the disk refuses; and who may open what is written. */
final class TornStoreTest {
    private final KeyedChain old = StoreHome.client("partner-a");
    private final KeyedChain renewed = StoreHome.client("partner-a");

    @TempDir
    Path temporary;

    private StoreHome home;
    private StoreFolder folder;

    @BeforeEach
    void importOld() {
        home = new StoreHome(temporary.resolve("store"));
        folder = home.folder("cert-1");
        Expect.usable(home.changes.importAs(ARN, old, Map.of("owner", "payments")));
    }

    @Test
    void reimportKilledAfterItsChainIsTheOldCertificate() throws Exception {
        Files.writeString(folder.chain(2), Pem.certificates(renewed.chain()));
        assertIsAndSweeps(old, 1);
    }

    @Test
    void reimportKilledAmidItsKeyIsTheOldCertificate() throws Exception {
        Files.writeString(folder.chain(2), Pem.certificates(renewed.chain()));
        Files.writeString(folder.key(2), Pem.privateKey(renewed.key()).substring(0, 40));
        assertIsAndSweeps(old, 1);
    }

    @Test
    void reimportKilledBeforeItsRenameIsTheOldCertificate() throws Exception {
        writeSecond();
        Files.writeString(folder.path().resolve(Leftovers.newName()), secondMetadata());
        assertIsAndSweeps(old, 1);
    }

    @Test
    void reimportKilledAfterItsRenameIsTheNewCertificate() throws Exception {
        writeSecond();
        Files.writeString(folder.metadata(), secondMetadata());
        assertIsAndSweeps(renewed, 2);
    }

    @Test
    void reimportKilledAmidRemovingTheOldVersionIsTheNewCertificate() throws Exception {
        writeSecond();
        Files.writeString(folder.metadata(), secondMetadata());
        Files.delete(folder.chain(1));
        assertIsAndSweeps(renewed, 2);
    }

    @Test
    void reimportAfterAKilledOneTakesTheSameVersion() throws Exception {
        writeSecond();
        KeyedChain third = StoreHome.client("partner-a");
        assertThat(Expect.usable(home.changes.reimport(ARN, third)).metadata().version())
                .isEqualTo(2);
        assertThat(Expect.usable(home.store.find(ARN)).material()).isEqualTo(third);
        home.assertSwept();
    }

    @Test
    void importKilledBeforeItsRenameIsNoCertificate() throws Exception {
        Path aside = Files.createDirectory(home.directory.resolve(Leftovers.newName()));
        Files.copy(folder.chain(1), aside.resolve("chain-1.pem"));
        Files.copy(folder.key(1), aside.resolve("key-1.pem"));
        assertIsAndSweeps(old, 1);
    }

    @Test
    void deletionKilledAfterItsRenameIsADeletion() throws Exception {
        Expect.usable(home.changes.importAs(PREFIX + "cert-2", renewed, Map.of()));
        Path gone = home.directory.resolve(Leftovers.deletedName());
        Files.move(home.directory.resolve("cert-2"), gone);
        Files.delete(gone.resolve("metadata.properties"));
        Expect.problem(home.store.find(PREFIX + "cert-2"));
        assertIsAndSweeps(old, 1);
    }

    @Test
    void whatIsNotOursIsNotSwept() throws Exception {
        Files.writeString(home.directory.resolve("README"), "backed up daily");
        Files.createDirectories(home.directory.resolve(".snapshots/daily"));
        Files.createDirectories(home.directory.resolve(".new-ideas/of-somebody-else"));
        Files.writeString(folder.path().resolve(".deleted-scenes"), "kept");
        Files.writeString(folder.path().resolve("request.csr"), "kept");
        Files.writeString(folder.path().resolve("key-old.pem"), "kept");
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("metadata.properties"), secondMetadata());
        Files.writeString(elsewhere.resolve("key-1.pem"), "kept");
        Files.createSymbolicLink(home.directory.resolve("linked"), elsewhere);
        Files.createSymbolicLink(home.directory.resolve(Leftovers.newName()), elsewhere);
        Path broken = Files.createDirectories(home.directory.resolve("broken"));
        Files.writeString(broken.resolve("key-1.pem"), "kept");
        Set<String> before = Set.copyOf(home.tree().keySet());
        Expect.usable(home.changes.tag(ARN, Map.of("a", "b")));
        assertThat(before).containsAll(home.tree().keySet()).hasSize(home.tree().size() + 1);
        assertThat(elsewhere.resolve("key-1.pem")).exists();
    }

    @Test
    void brokenFoldersAreListedAsProblems() throws Exception {
        Files.createDirectories(home.directory.resolve("empty"));
        Path renamed = Files.createDirectories(home.directory.resolve("renamed"));
        Files.copy(folder.metadata(), renamed.resolve("metadata.properties"));
        Files.writeString(home.directory.resolve("README"), "no folder");
        Files.createDirectories(home.directory.resolve(".hidden"));
        Expect.usable(home.changes.importAs(PREFIX + "a-first", renewed, Map.of()));
        Expect.usable(home.changes.importAs(PREFIX + "keyless", renewed, Map.of()));
        Files.delete(home.folder("keyless").key(1));
        Listing listing = home.store.list();
        assertThat(listing.certificates())
                .extracting(certificate -> certificate.arn().id())
                .containsExactly("a-first", "cert-1");
        assertThat(listing.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith(home.directory + "/empty/metadata.properties"),
                        problem -> assertThat(problem).startsWith(home.directory + "/keyless/key-1.pem"),
                        problem -> assertThat(problem).startsWith(home.directory + "/renamed/metadata.properties"));
    }

    @Test
    void storeThatIsNotThereYetIsEmpty() {
        assertThat(new StoreHome(temporary.resolve("none")).store.list()).isEqualTo(new Listing(List.of(), List.of()));
    }

    @Test
    void listingWhatIsNoDirectoryIsAProblem() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "");
        assertThat(new StoreHome(file).store.list().problems()).hasSize(1);
    }

    @Test
    void nobodyElseMayOpenWhatIsWritten() throws Exception {
        Expect.usable(home.changes.reimport(ARN, renewed));
        try (Stream<Path> paths = Files.walk(home.directory)) {
            assertThat(paths.toList())
                    .hasSize(6)
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as("%s", path)
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void reimportThatTheDiskRefusesChangesNothing() throws Exception {
        // A folder in the way of the second of three files: as when the disk is full after the first.
        Files.createDirectories(folder.key(2).resolve("in the way"));
        Map<String, String> before = home.tree();
        assertThat(Expect.problem(home.changes.reimport(ARN, renewed)))
                .startsWith("the certificate store " + home.directory + " could not be changed (")
                .contains("on a disk that has room");
        assertThat(home.tree()).isEqualTo(before);
        assertThat(Expect.usable(home.store.find(ARN)).material()).isEqualTo(old);
    }

    @Test
    void importThatTheDiskRefusesChangesNothing() {
        Map<String, String> before = home.tree();
        assertThat(Expect.problem(home.changes.importAs(PREFIX + "a".repeat(256), renewed, Map.of())))
                .contains("File name too long");
        assertThat(home.tree()).isEqualTo(before);
    }

    @Test
    void directoryThatCannotBeIsRefused() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "");
        StoreHome impossible = new StoreHome(file.resolve("store"));
        assertThat(Expect.problem(impossible.changes.importNew(renewed, Map.of())))
                .contains("could not be changed");
    }

    private void assertIsAndSweeps(KeyedChain expected, long version) throws IOException {
        assertThat(Expect.usable(home.store.find(ARN)).material()).isEqualTo(expected);
        assertThat(home.store.list().problems()).isEmpty();
        assertThat(home.store.list().certificates()).hasSize(1);
        StoredCertificate stored = Expect.usable(home.changes.tag(ARN, Map.of("swept", "yes")));
        assertThat(stored.metadata().version()).isEqualTo(version);
        assertThat(stored.metadata().tags()).containsKeys("owner", "swept");
        assertThat(Expect.usable(home.store.find(ARN)).material()).isEqualTo(expected);
        home.assertSwept();
    }

    private void writeSecond() throws IOException {
        Files.writeString(folder.chain(2), Pem.certificates(renewed.chain()));
        DurableFiles.create(folder.key(2), Pem.privateKey(renewed.key()));
    }

    private String secondMetadata() {
        StoredMetadata first = Expect.usable(home.store.describe(ARN)).metadata();
        return MetadataFile.text(first.nextVersion(first.importedAt().plusSeconds(1), false));
    }
}
