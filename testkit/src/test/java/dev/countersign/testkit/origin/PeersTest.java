package dev.countersign.testkit.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeersTest {
    @TempDir
    Path directory;

    @Test
    void firstExecutableWins() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Files.writeString(empty.resolve("server"), "not executable");
        Path program = Files.createFile(
                directory.resolve("server"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(Peers.search("server", List.of(empty, directory), true)).isEqualTo(program);
    }

    @Test
    void missingPeerFailsInContinuousIntegration() {
        assertThatThrownBy(() -> Peers.search("server", List.of(directory), true))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("'server' is not installed");
    }

    @Test
    void missingPeerSkipsElsewhereWithTheReason() {
        assertThatThrownBy(() -> Peers.search("server", List.of(directory), false))
                .matches(abort -> abort.getClass().getSimpleName().equals("TestAbortedException"))
                .hasMessageContaining("'server' is not installed");
    }
}
