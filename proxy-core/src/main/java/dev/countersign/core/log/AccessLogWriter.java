package dev.countersign.core.log;

import dev.countersign.core.meter.ProxyMeters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * The one thread that carries access-log lines from the event loops' rings to the sink. It looks every ten milliseconds,
 * sooner when a ring is half full: a line reaches the sink that late at most, and busy loops cost it one write per look,
 * not one per line.
 *
 * <p>Lines that found their ring full and lines the sink failed to write are counted as dropped; the operator hears of
 * them at most once a minute.
 */
public final class AccessLogWriter implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
    private static final long REPORT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AccessLogSink sink;
    private final List<AccessLogRing> rings;
    private final ByteBuffer batch;
    private final AccessLogLosses losses;
    private final Consumer<String> warnings;
    private final Thread thread;
    private volatile boolean closing;

    private AccessLogWriter(
            AccessLogSink sink, int loops, int bytesPerLoop, AccessLogLosses losses, Consumer<String> warnings) {
        this.sink = sink;
        this.losses = losses;
        this.warnings = warnings;
        thread = new Thread(this::run, "access-log");
        thread.setDaemon(true);
        rings = IntStream.range(0, loops)
                .mapToObj(loop -> new AccessLogRing(bytesPerLoop, thread))
                .toList();
        batch = ByteBuffer.allocateDirect(rings.get(0).capacity());
    }

    /**
     * Starts the writer's thread.
     *
     * @param sink closed by {@link #close()}
     * @param loops event loops, at least 1; each gets its own ring
     * @param bytesPerLoop 1 to 2^30, rounded up to a power of two; what a ring holds while the sink is slow
     * @param warnings called by the writer's thread
     */
    public static AccessLogWriter start(
            AccessLogSink sink, int loops, int bytesPerLoop, ProxyMeters meters, Consumer<String> warnings) {
        return start(sink, loops, bytesPerLoop, meters, warnings, System::nanoTime);
    }

    static AccessLogWriter start(
            AccessLogSink sink,
            int loops,
            int bytesPerLoop,
            ProxyMeters meters,
            Consumer<String> warnings,
            LongSupplier nanoClock) {
        AccessLogLosses losses = new AccessLogLosses(meters, warnings, nanoClock, REPORT_NANOS);
        AccessLogWriter writer = new AccessLogWriter(sink, loops, bytesPerLoop, losses, warnings);
        writer.thread.start();
        return writer;
    }

    /** The ring of event loop number {@code loop}, from 0. */
    public AccessLogRing ring(int loop) {
        return rings.get(loop);
    }

    /**
     * Writes what the rings hold, then closes the sink. The event loops offer no more lines. A sink that blocks is given
     * five seconds.
     */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                warnings.accept("access log: the sink takes no lines; what is queued is lost");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last;
        do {
            last = closing;
            rings.forEach(this::drain);
            losses.report(last);
            if (!last) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        } while (!last);
        try {
            sink.close();
        } catch (IOException e) {
            warnings.accept("access log: closing failed: " + e);
        }
    }

    private void drain(AccessLogRing ring) {
        batch.clear();
        ring.drainTo(batch);
        batch.flip();
        if (batch.hasRemaining()) {
            try {
                sink.write(batch);
            } catch (IOException | RuntimeException e) {
                losses.failed(batch, e);
            }
        }
        losses.full(ring.takeDropped());
    }
}
