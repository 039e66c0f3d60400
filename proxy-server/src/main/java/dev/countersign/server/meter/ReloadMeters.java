package dev.countersign.server.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Which configuration is in force, since when, and whether it is what the file holds. */
public final class ReloadMeters {
    private final AtomicLong version = new AtomicLong(1);
    private final AtomicLong lastResult = new AtomicLong(1);
    private final AtomicLong lastSuccess;
    private final LabelledCounters reloads;

    /**
     * Registers them.
     *
     * @param loaded when the first configuration was read
     * @param snapshot the number of the snapshot in force
     */
    public ReloadMeters(MeterRegistry registry, Instant loaded, LongSupplier snapshot) {
        lastSuccess = new AtomicLong(loaded.getEpochSecond());
        Gauge.builder("config.version", version::get)
                .description("Counts the configurations that were in force, from 1 at the start")
                .register(registry);
        Gauge.builder("config.snapshot", snapshot::getAsLong)
                .description("Counts snapshots: configurations, and rotations under them")
                .register(registry);
        Gauge.builder("config.last_reload_success", lastResult::get)
                .description("1 when the configuration read last is in force, 0 when it was refused")
                .register(registry);
        Gauge.builder("config.last_reload_success_time", lastSuccess::get)
                .description("When the running configuration was read, epoch seconds")
                .register(registry);
        reloads = new LabelledCounters(
                registry, "config.reloads", "Reloads by whether they were taken into force", Tags.empty(), "result");
    }

    /** Another configuration, or the same once more, is in force. */
    public void reloaded(long newVersion, Instant now) {
        version.set(newVersion);
        lastSuccess.set(now.getEpochSecond());
        lastResult.set(1);
        reloads.increment("reloaded");
    }

    /** What was read last is not in force. */
    public void refused() {
        lastResult.set(0);
        reloads.increment("refused");
    }
}
