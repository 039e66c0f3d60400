package dev.countersign.server.meter;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One histogram of durations for each {@link StatusLabel}, all registered beforehand: recording looks nothing up. */
final class StatusTimers {
    /** The bounds OpenTelemetry advises for {@code http.server.request.duration}. */
    static final Duration[] BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(75),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofMillis(750),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofMillis(7500),
        Duration.ofSeconds(10)
    };

    private final Map<StatusLabel, Timer> timers = new EnumMap<>(StatusLabel.class);

    StatusTimers(MeterRegistry registry, String name, String description, Tags tags) {
        for (StatusLabel status : StatusLabel.values()) {
            timers.put(
                    status,
                    Timer.builder(name)
                            .description(description)
                            .tags(tags.and("status", status.label()))
                            .serviceLevelObjectives(BOUNDS)
                            .register(registry));
        }
    }

    void record(int status, long durationNanos) {
        Timer timer = timers.get(StatusLabel.of(status));
        if (timer != null) {
            timer.record(durationNanos, TimeUnit.NANOSECONDS);
        }
    }
}
