package dev.countersign.core.log;

import dev.countersign.core.meter.ProxyMeters;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts access-log lines that never reached the sink, and tells the operator: at once, then at most once a minute. */
final class AccessLogLosses {
    private final ProxyMeters meters;
    private final Consumer<String> warnings;
    private final LongSupplier nanoClock;
    private final long intervalNanos;

    private long full;
    private long failed;
    private @Nullable Exception cause;
    private boolean everReported;
    private long reportedAt;

    AccessLogLosses(ProxyMeters meters, Consumer<String> warnings, LongSupplier nanoClock, long intervalNanos) {
        this.meters = meters;
        this.warnings = warnings;
        this.nanoClock = nanoClock;
        this.intervalNanos = intervalNanos;
    }

    /** Lines that found their ring full. */
    void full(long lines) {
        if (lines > 0) {
            full += lines;
            meters.accessLogDropped(lines);
        }
    }

    /** The sink wrote up to {@code batch}'s position, and then failed. */
    void failed(ByteBuffer batch, Exception e) {
        long lines = 0;
        while (batch.hasRemaining()) {
            if (batch.get() == '\n') {
                lines++;
            }
        }
        failed += lines;
        cause = e;
        meters.accessLogDropped(lines);
    }

    /** Tells what was lost since the last report, if it is time or {@code last}. */
    void report(boolean last) {
        if (full == 0 && cause == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        if (everReported && !last && now - reportedAt < intervalNanos) {
            return;
        }
        if (full > 0) {
            warnings.accept("access log: " + full + " lines lost, the queue was full");
        }
        if (cause != null) {
            warnings.accept("access log: " + failed + " lines lost, writing failed: " + cause);
        }
        full = 0;
        failed = 0;
        cause = null;
        everReported = true;
        reportedAt = now;
    }
}
