package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.failover.Failover;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.snapshot.DistributionRoutes;
import dev.countersign.core.snapshot.Snapshot;
import java.util.Optional;

/** Steps 4 and 5: Host gives the distribution, the path its behavior, and the behavior's origin has to admit the request. */
final class Routing {
    private Routing() {}

    static Admission.Answer decide(
            Snapshot snapshot,
            Head request,
            boolean secure,
            Failover failover,
            ExchangeRecord record,
            ByteWriter scratch) {
        Optional<DistributionRoutes> found =
                snapshot.hosts().lookup(request.bytes(), request.hostStart(), request.hostEnd());
        if (found.isEmpty()) {
            return new Admission.Refused(Failure.UNKNOWN_HOST);
        }
        DistributionRoutes routes = found.orElseThrow();
        Behavior behavior = routes.behaviors().lookup(request.bytes(), request.pathStart(), request.pathEnd(), scratch);
        record.goesTo(behavior.logFragment(), behavior.origin().config().id());
        failover.begin(behavior, request);
        return routes.enabled()
                ? Admission.decide(request, behavior, secure)
                : new Admission.Refused(Failure.DISTRIBUTION_DISABLED);
    }
}
