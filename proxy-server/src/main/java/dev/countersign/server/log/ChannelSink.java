package dev.countersign.server.log;

import dev.countersign.core.log.AccessLogSink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Access-log lines into a file, or to standard output, with nothing between them and the system. */
public final class ChannelSink implements AccessLogSink {
    private static final byte LINE_FEED = '\n';

    private final WritableByteChannel channel;
    private final boolean owned;
    private boolean torn;

    ChannelSink(WritableByteChannel channel, boolean owned) {
        this.channel = channel;
        this.owned = owned;
    }

    /**
     * Appends to {@code file}; a new one can be read by its owner and group only, for it tells what viewers asked for.
     *
     * @throws IOException the file cannot be opened for writing
     */
    public static ChannelSink file(Path file) throws IOException {
        FileAttribute<?>[] attributes =
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                        }
                        : new FileAttribute<?>[0];
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                attributes);
        return new ChannelSink(channel, true);
    }

    /** Standard output; it stays open when the sink is closed. A reader that has gone is an {@link IOException}. */
    @SuppressWarnings("resource") // closing it would close the process's standard output
    public static ChannelSink standardOutput() {
        return new ChannelSink(new FileOutputStream(FileDescriptor.out).getChannel(), false);
    }

    /** Starts with a line feed of its own where a failed write left half a line behind. */
    @Override
    public void write(ByteBuffer lines) throws IOException {
        if (torn) {
            channel.write(ByteBuffer.wrap(new byte[] {LINE_FEED}));
            torn = false;
        }
        int start = lines.position();
        try {
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } finally {
            int end = lines.position();
            torn = end > start && lines.get(end - 1) != LINE_FEED;
        }
    }

    @Override
    public void close() throws IOException {
        if (owned) {
            channel.close();
        }
    }
}
