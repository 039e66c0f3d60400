package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.snapshot.DistributionRoutes;
import dev.countersign.core.snapshot.Snapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Steps 4 and 5: Host gives the distribution, the path its behavior, and the behavior's origin has to admit the request.
 * Remembers what it found; reused.
 */
final class Routing {
    private @Nullable DistributionRoutes distribution;
    private @Nullable Behavior behavior;

    Admission.Answer decide(
            Snapshot snapshot, Head request, boolean secure, ExchangeRecord record, ByteWriter scratch) {
        Optional<DistributionRoutes> found =
                snapshot.hosts().lookup(request.bytes(), request.hostStart(), request.hostEnd());
        return found.isPresent()
                ? decide(found.orElseThrow(), request, secure, record, scratch)
                : new Admission.Refused(Failure.UNKNOWN_HOST);
    }

    /** As the other, for a request whose distribution is known. */
    Admission.Answer decide(
            DistributionRoutes routes, Head request, boolean secure, ExchangeRecord record, ByteWriter scratch) {
        distribution = routes;
        Behavior found = behavior(routes, request, scratch);
        behavior = found;
        record.goesTo(found.logFragment(), found.origin().config().id());
        return routes.enabled()
                ? Admission.decide(request, found, secure)
                : new Admission.Refused(Failure.DISTRIBUTION_DISABLED);
    }

    /** The default root object is matched by its own path (CloudFront, "Specify a default root object"). */
    private static Behavior behavior(DistributionRoutes routes, Head request, ByteWriter scratch) {
        byte[] root = routes.rootPath();
        if (root.length > 0 && isRoot(request)) {
            request.askInstead(root);
            return routes.behaviors().lookup(root, 0, root.length, scratch);
        }
        return routes.behaviors().lookup(request.bytes(), request.pathStart(), request.pathEnd(), scratch);
    }

    /** An absolute target may leave the slash out. */
    private static boolean isRoot(Head request) {
        int length = request.pathEnd() - request.pathStart();
        return length == 0 || (length == 1 && request.bytes()[request.pathStart()] == '/');
    }

    /** The request's distribution; null where there is none. */
    @Nullable
    DistributionRoutes distribution() {
        return distribution;
    }

    /** The request's behavior; null where there is none. */
    @Nullable
    Behavior behavior() {
        return behavior;
    }

    /** What becomes of a response; null where it crosses as it comes. */
    @Nullable
    ResponseRules responseRules() {
        Behavior found = behavior;
        return found == null ? null : found.responseRules();
    }

    void reset() {
        distribution = null;
        behavior = null;
    }
}
