package dev.countersign.server.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChannelSinkTest {
    @TempDir
    private Path directory;

    @Test
    void aNewFileIsForItsOwnerAndGroupOnly() throws IOException {
        Path file = directory.resolve("access.log");
        ChannelSink.file(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .startsWith("rw-")
                .endsWith("---")
                .doesNotContain("x");
    }

    @Test
    void linesAreAppendedToWhatIsThere() throws IOException {
        Path file = directory.resolve("access.log");
        Files.writeString(file, "before\n");
        try (ChannelSink sink = ChannelSink.file(file)) {
            sink.write(bytes("one\ntwo\n"));
            sink.write(bytes("three\n"));
        }
        assertThat(file).hasContent("before\none\ntwo\nthree\n");
    }

    @Test
    void aFileThatCannotBeOpenedIsAnError() {
        assertThatThrownBy(() -> ChannelSink.file(directory.resolve("missing/access.log")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aLineCutByAFailedWriteDoesNotSpoilTheNext() throws IOException {
        FillingDisk disk = new FillingDisk(6);
        ChannelSink sink = new ChannelSink(disk, true);
        assertThatThrownBy(() -> sink.write(bytes("one\ntwo\n"))).isInstanceOf(IOException.class);
        disk.room = 1000;
        sink.write(bytes("three\n"));
        sink.write(bytes("four\n"));

        assertThat(disk.written.toString(US_ASCII)).isEqualTo("one\ntw\nthree\nfour\n");
    }

    @Test
    void aWriteThatFailedBetweenLinesLeavesNoEmptyLine() throws IOException {
        FillingDisk disk = new FillingDisk(4);
        ChannelSink sink = new ChannelSink(disk, true);
        assertThatThrownBy(() -> sink.write(bytes("one\ntwo\n"))).isInstanceOf(IOException.class);
        disk.room = 1000;
        sink.write(bytes("three\n"));

        assertThat(disk.written.toString(US_ASCII)).isEqualTo("one\nthree\n");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(US_ASCII));
    }

    /** Takes three bytes at a time, and fails when it is full. */
    private static final class FillingDisk implements WritableByteChannel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int room;

        FillingDisk(int room) {
            this.room = room;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = Math.min(Math.min(source.remaining(), room), 3);
            if (count == 0) {
                throw new IOException("No space left on device");
            }
            for (int i = 0; i < count; i++) {
                written.write(source.get());
            }
            room -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
