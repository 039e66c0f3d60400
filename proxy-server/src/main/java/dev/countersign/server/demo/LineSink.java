package dev.countersign.server.demo;

import dev.countersign.core.log.AccessLogSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps access-log lines for the demo to show; of those nobody takes, only the first. */
final class LineSink implements AccessLogSink {
    private static final int ENOUGH = 64;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(ENOUGH);

    @Override
    @SuppressWarnings("CheckReturnValue") // a full queue drops the line: nobody is reading any more
    public void write(ByteBuffer whole) {
        StandardCharsets.UTF_8.decode(whole).toString().lines().forEach(lines::offer);
    }

    /** The next line, or an empty one after {@code patience}. */
    String next(Duration patience) throws InterruptedException {
        String line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return line == null ? "" : line;
    }

    @Override
    public void close() {}
}
