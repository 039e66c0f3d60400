package dev.countersign.server.meter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;

/** A counter for each value of one label that comes up; the values are a closed set, known to the caller alone. */
final class LabelledCounters {
    private final ConcurrentHashMap<String, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final Tags tags;
    private final String label;

    LabelledCounters(MeterRegistry registry, String name, String description, Tags tags, String label) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.tags = tags;
        this.label = label;
    }

    void increment(String value) {
        Counter known = counters.get(value);
        Counter counter = known == null ? counters.computeIfAbsent(value, this::register) : known;
        counter.increment();
    }

    private Counter register(String value) {
        return Counter.builder(name)
                .description(description)
                .tags(tags.and(label, value))
                .register(registry);
    }
}
