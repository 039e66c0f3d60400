package dev.countersign.server.meter;

import dev.countersign.server.material.InUse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the certificates in use end: what an alarm about a forgotten renewal watches. A series is there as long as its
 * certificate is, so that no alarm rings for one that was replaced.
 */
public final class CertificateMeters {
    private final MeterRegistry registry;
    private final Map<Tags, Series> shown = new HashMap<>();

    public CertificateMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows these and no other ones. Of several under the same labels, as in a bundle, the one that ends first. */
    public synchronized void show(List<InUse> inUse) {
        Map<Tags, Long> ends = new HashMap<>();
        inUse.forEach(used -> ends.merge(labels(used), used.notAfter().getEpochSecond(), Math::min));
        shown.entrySet().removeIf(series -> {
            boolean gone = !ends.containsKey(series.getKey());
            if (gone) {
                registry.remove(series.getValue().gauge());
            }
            return gone;
        });
        ends.forEach((labels, end) ->
                shown.computeIfAbsent(labels, this::series).notAfter().set(end));
    }

    private Series series(Tags labels) {
        AtomicLong notAfter = new AtomicLong();
        return new Series(
                notAfter,
                Gauge.builder("tls.certificate.not_after", notAfter::get)
                        .description("End of the certificate's validity, epoch seconds")
                        .tags(labels)
                        .register(registry));
    }

    private static Tags labels(InUse used) {
        return Tags.of(
                "role",
                used.role().name().toLowerCase(Locale.ROOT),
                "distribution",
                used.distribution(),
                "origin",
                used.origin(),
                "arn",
                used.arn(),
                "file",
                used.file());
    }

    private record Series(AtomicLong notAfter, Gauge gauge) {}
}
