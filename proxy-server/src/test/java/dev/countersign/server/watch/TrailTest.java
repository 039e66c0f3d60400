package dev.countersign.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrailTest {
    @TempDir
    private Path temporary;

    private Path directory = Path.of("");
    private Path above = Path.of("");

    @BeforeEach
    void resolve() throws IOException {
        directory = temporary.toRealPath();
        above = directory.resolve("..").normalize();
    }

    private static Map<Path, Set<String>> ofFile(Path file) {
        return Trail.of(new WatchedPaths(Set.of(file), Set.of()));
    }

    private String name() {
        return directory.getFileName().toString();
    }

    @Test
    void aFileIsItsNameAndThatOfItsDirectory() {
        assertThat(ofFile(directory.resolve("a")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(directory, Set.of("a"), above, Set.of(name())));
    }

    @Test
    void aSecretIsItsLinksToo() throws IOException {
        Path real = Files.createDirectory(directory.resolve("..2026"));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026"));
        Files.createSymbolicLink(directory.resolve("tls.crt"), Path.of("..data/tls.crt"));

        assertThat(ofFile(directory.resolve("tls.crt")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        real,
                        Set.of("tls.crt"),
                        directory,
                        Set.of("tls.crt", "..data", "..2026"),
                        above,
                        Set.of(name())));
    }

    @Test
    void anAbsoluteLinkLeadsThere() throws IOException {
        Path there = Files.createDirectory(directory.resolve("there"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), there);

        assertThat(ofFile(link.resolve("a")))
                .containsEntry(there, Set.of("a"))
                .containsEntry(directory, Set.of("link", "there"));
    }

    @Test
    void ofWhatIsMissingItIsTheFirstNameMissing() {
        assertThat(ofFile(directory.resolve("not/there/a")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(directory, Set.of("not"), above, Set.of(name())));
    }

    @Test
    void ofAFolderItIsEveryName() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("cert-1"));

        assertThat(Trail.of(new WatchedPaths(Set.of(), Set.of(folder))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(folder, Set.of(Trail.ANY), directory, Set.of("cert-1")));
    }

    @Test
    void aRingOfLinksLeadsNowhere() throws IOException {
        Path ring = Files.createSymbolicLink(directory.resolve("ring"), Path.of("ring"));

        assertThat(ofFile(ring)).containsEntry(directory, Set.of("ring"));
    }
}
