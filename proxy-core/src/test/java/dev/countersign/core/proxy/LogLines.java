package dev.countersign.core.proxy;

import dev.countersign.core.log.AccessLogSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The access log of a test: its lines in order, waited for where they are not there yet. */
public final class LogLines implements AccessLogSink {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void write(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        new String(copy, StandardCharsets.UTF_8).lines().forEach(lines::add);
    }

    @Override
    public void close() {}

    /** The next line; fails the test when none comes. */
    public LogLine next() {
        try {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no log line came");
            }
            return new LogLine(line);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The next {@code count} lines. */
    public List<LogLine> next(int count) {
        List<LogLine> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(next());
        }
        return taken;
    }

    /** Whether a line waits to be taken. */
    public boolean isEmpty() {
        return lines.isEmpty();
    }
}
