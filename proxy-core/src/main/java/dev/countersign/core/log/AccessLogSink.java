package dev.countersign.core.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where whole access-log lines go. Called by one writer thread, never by an event loop. */
public interface AccessLogSink extends AutoCloseable {
    /**
     * Writes every remaining byte of {@code lines}: one or more whole lines, each ending in a line feed.
     *
     * @throws IOException the lines are lost; the caller counts them and goes on
     */
    void write(ByteBuffer lines) throws IOException;

    @Override
    void close() throws IOException;
}
