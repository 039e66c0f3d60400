package dev.countersign.config.read;

import dev.countersign.config.Defaults;
import dev.countersign.config.RuntimeConfig;
import dev.countersign.config.Transport;
import dev.countersign.config.value.NameserverText;
import dev.countersign.config.yaml.Fields;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code runtime}: how the process runs. */
final class RuntimeSection {
    private static final int MOST_EVENT_LOOPS = 1024;
    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);

    private RuntimeSection() {}

    static RuntimeConfig read(Fields fields) {
        return new RuntimeConfig(
                fields.integer("eventLoops", 0, MOST_EVENT_LOOPS, Defaults.EVENT_LOOPS),
                fields.choice(
                        "transport",
                        List.of(Transport.values()),
                        it -> it.name().toLowerCase(Locale.ROOT),
                        Defaults.TRANSPORT),
                fields.duration("drainTimeout", Duration.ZERO, LONGEST_DRAIN, Defaults.DRAIN_TIMEOUT),
                fields.value("nameservers").map(NameserverText::read).orElseGet(List::of),
                fields.bool("watch", Defaults.WATCH));
    }
}
