package dev.countersign.server.meter;

import dev.countersign.server.material.InUse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
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
    private static final String ROLE = "role";
    private static final Tag REVOCATION = Tag.of(ROLE, label(InUse.Role.CRL));

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

    /** Lists end every few days: under a name of their own they ring no alarm about certificates. */
    private Series series(Tags labels) {
        AtomicLong notAfter = new AtomicLong();
        boolean list = labels.stream().anyMatch(REVOCATION::equals);
        return new Series(
                notAfter,
                Gauge.builder(list ? "tls.crl.next_update" : "tls.certificate.not_after", notAfter::get)
                        .description(
                                list
                                        ? "When the revocation list is to be replaced, epoch seconds"
                                        : "End of the certificate's validity, epoch seconds")
                        .tags(labels)
                        .register(registry));
    }

    private static Tags labels(InUse used) {
        return Tags.of(
                ROLE,
                label(used.role()),
                "distribution",
                used.distribution(),
                "origin",
                used.origin(),
                "arn",
                used.arn(),
                "file",
                used.file());
    }

    private static String label(InUse.Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private record Series(AtomicLong notAfter, Gauge gauge) {}
}
