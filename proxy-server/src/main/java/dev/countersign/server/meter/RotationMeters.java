package dev.countersign.server.meter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Whether what the files hold is what is in force: how often it was taken over, and what is not. */
public final class RotationMeters {
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong lastSuccess;
    private final LabelledCounters rotations;

    /** Registers them; {@code loaded} is when everything was read for the first time. */
    public RotationMeters(MeterRegistry registry, Instant loaded) {
        lastSuccess = new AtomicLong(loaded.getEpochSecond());
        Gauge.builder("tls.certificates.refused", refused::get)
                .description("References whose newest content is refused: the last good one stays in force")
                .register(registry);
        Gauge.builder("tls.certificates.last_rotation_success_time", lastSuccess::get)
                .description("When certificates were last taken into force, epoch seconds")
                .register(registry);
        rotations = new LabelledCounters(
                registry,
                "tls.certificates.rotations",
                "Changes of certificates and trust on disk, by whether they were taken into force",
                Tags.empty(),
                "result");
    }

    /** Other certificates or other trust are in force. */
    public void rotated(Instant now) {
        lastSuccess.set(now.getEpochSecond());
        rotations.increment("rotated");
    }

    /** A change was refused. */
    public void refused() {
        rotations.increment("refused");
    }

    /** How many references have a newest content that is refused. */
    public void standing(int count) {
        refused.set(count);
    }
}
