package dev.countersign.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Loaded;
import dev.countersign.server.material.Reference;
import dev.countersign.server.watch.WatchedPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LastReadingsTest {
    private final LastReadings readings = new LastReadings();

    @TempDir
    private Path directory;

    private int count;

    @BeforeEach
    void writeFile() {
        write("one");
    }

    private Path file() {
        return directory.resolve("a");
    }

    private void write(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Loaded<String> read(Runnable meanwhile) {
        return readings.of(new Reference.Bundle(file()), new WatchedPaths(Set.of(file()), Set.of()), () -> {
            count++;
            meanwhile.run();
            return text();
        });
    }

    private Loaded<String> text() {
        try {
            return new Loaded.Usable<>(Files.readString(file()), List.of());
        } catch (IOException e) {
            return new Loaded.Unusable<>(List.of("absent"));
        }
    }

    private static void nothing() {
        // nobody writes meanwhile
    }

    @Test
    void whatHasNotChangedIsReadOnce() {
        Loaded<String> first = read(LastReadingsTest::nothing);

        assertThat(read(LastReadingsTest::nothing)).isSameAs(first);
        assertThat(count).isEqualTo(1);
    }

    @Test
    void whatHasChangedIsReadAgain() throws IOException {
        read(LastReadingsTest::nothing);
        write("two");
        assertThat(read(LastReadingsTest::nothing)).isEqualTo(text());
        Files.delete(file());
        assertThat(read(LastReadingsTest::nothing)).isInstanceOf(Loaded.Unusable.class);
        assertThat(count).isEqualTo(3);
    }

    @Test
    void whatChangesWhileItIsReadIsReadAgain() {
        read(() -> write("two"));
        write("one");

        assertThat(read(LastReadingsTest::nothing)).isEqualTo(text());
        assertThat(count).isEqualTo(2);
    }
}
