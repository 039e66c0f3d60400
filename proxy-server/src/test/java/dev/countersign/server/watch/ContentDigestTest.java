package dev.countersign.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentDigestTest {
    private static final int LARGEST_CONFIGURATION = 8 * 1024 * 1024;

    @TempDir
    private Path directory;

    @Test
    void lastByteOfTheLargestConfigurationCounts() throws IOException {
        Path file = Files.write(directory.resolve("c.yaml"), new byte[LARGEST_CONFIGURATION]);
        WatchedPaths paths = new WatchedPaths(Set.of(file), Set.of());
        String before = ContentDigest.of(paths);
        assertThat(ContentDigest.of(paths)).isEqualTo(before);

        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'x'}), LARGEST_CONFIGURATION - 1);
        }
        assertThat(ContentDigest.of(paths)).isNotEqualTo(before);
    }
}
