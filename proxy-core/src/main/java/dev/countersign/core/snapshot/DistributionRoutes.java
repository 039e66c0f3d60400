package dev.countersign.core.snapshot;

import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.route.PathRoutes;
import java.nio.charset.StandardCharsets;

/**
 * One distribution of one snapshot: whether it answers, and which behavior a path has.
 *
 * @param rootPath what is asked for where a viewer asks for {@code /}; empty for that
 * @param errorPages what is sent instead of errors
 */
public record DistributionRoutes(
        boolean enabled, PathRoutes<Behavior> behaviors, byte[] rootPath, ErrorPages errorPages) {

    static DistributionRoutes of(DistributionConfig distribution, PathRoutes<Behavior> behaviors) {
        String root = distribution.defaultRootObject();
        return new DistributionRoutes(
                distribution.enabled(),
                behaviors,
                (root.isEmpty() ? "" : "/" + root).getBytes(StandardCharsets.US_ASCII),
                ErrorPages.of(distribution.customErrorResponses()));
    }
}
