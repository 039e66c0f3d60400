package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.certs.pem.Unreadable;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyFileAccessTest {
    private static final TestCertificate MADE = TestAuthority.create("Root").client("partner-a");

    @TempDir
    Path directory;

    private CertificateFiles files;

    @BeforeEach
    void write() {
        files = MADE.writeTo(directory, "a");
    }

    @Test
    void keyThatEverybodyMayReadIsRefusedUnlessAllowed() throws Exception {
        permit(files.key(), "rw-r--r--");
        assertThat(Expect.problem(pair(KeyAccess.PRIVATE)))
                .isEqualTo(files.key() + " may be read by every user of this machine (rw-r--r--): run chmod 600 on it,"
                        + " or set certificateStore.allowReadableKeys: true");
        Expect.usable(pair(KeyAccess.ANYBODY));
    }

    @Test
    void chainMayBeReadByEverybody() throws Exception {
        permit(files.chain(), "rw-rw-rw-");
        Expect.usable(pair(KeyAccess.PRIVATE));
    }

    @Test
    void everyFileWithAKeyOrAPasswordIsHeldToIt() throws Exception {
        Path combined =
                Files.writeString(directory.resolve("both.pem"), MADE.chainPem() + MADE.keyPem(KeyFormat.PKCS8));
        Path store = MADE.writeKeyStore(directory.resolve("a.p12"), KeyStoreFormat.PKCS12);
        Path password = Files.writeString(directory.resolve("password"), KeyFormat.PASSWORD);
        permit(combined, "rw----r--");
        permit(store, "rw----r--");
        permit(password, "rw----r--");
        for (Loaded<?> loaded : List.of(
                KeyedChains.read(new KeyedMaterial.Combined(combined, Optional.empty()), KeyAccess.PRIVATE),
                KeyedChains.read(
                        new KeyedMaterial.KeyStoreFile(store, Optional.of(new Password(KeyFormat.PASSWORD))),
                        KeyAccess.PRIVATE),
                Password.fromFile(password))) {
            assertThat(Expect.problem(loaded)).contains("may be read by every user", "chmod 600");
        }
        Expect.usable(Password.fromFile(password, KeyAccess.ANYBODY));
    }

    @Test
    void groupOfThisProcessMayReadAKey() throws Exception {
        permit(files.key(), "r--r-----");
        Expect.usable(pair(KeyAccess.PRIVATE));
    }

    @Test
    void groupThatThisProcessIsNotInMayNot() throws Exception {
        permit(files.key(), "rw-r-----");
        int group = (int) Files.getAttribute(files.key(), "unix:gid");
        assertThatThrownBy(() -> KeyFileAccess.check(files.key(), Set.of(group + 1)))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("may be read by group " + group)
                .hasMessageContaining("chmod 600");
        KeyFileAccess.check(files.key(), Set.of(group));
    }

    /** Kubernetes mounts a secret as links to links; the links themselves are open to everybody. */
    @Test
    void targetOfALinkCounts() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("outer"), Files.createSymbolicLink(directory.resolve("inner"), files.key()));
        KeyedMaterial linked = new KeyedMaterial.Files(files.chain(), link);
        Expect.usable(KeyedChains.read(linked, KeyAccess.PRIVATE));
        permit(files.key(), "rw-r--r--");
        assertThat(Expect.problem(KeyedChains.read(linked, KeyAccess.PRIVATE)))
                .startsWith(link + " may be read by every user");
    }

    @Test
    void groupsAreThePrimaryAndTheSupplementaryOnes() {
        assertThat(KeyFileAccess.groups(
                        List.of("Name:\tjava", "Uid:\t1\t2\t3\t4", "Gid:\t5\t5\t6\t6", "Groups:\t7 8 ")))
                .containsExactlyInAnyOrder(5, 6, 7, 8);
        assertThat(KeyFileAccess.groups(List.of("Groups:\t "))).isEmpty();
    }

    private Loaded<KeyedChain> pair(KeyAccess access) {
        return KeyedChains.read(new KeyedMaterial.Files(files.chain(), files.key()), access);
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
