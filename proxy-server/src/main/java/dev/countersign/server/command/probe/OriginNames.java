package dev.countersign.server.command.probe;

import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.DistributionConfig;
import java.util.List;
import java.util.stream.Stream;

/** Origins as commands name them, {@code DISTRIBUTION/ORIGIN}, and who asks them by another name. */
final class OriginNames {
    private OriginNames() {}

    static List<String> all(ProxyConfig config) {
        return config.distributions().stream()
                .flatMap(distribution ->
                        distribution.origins().stream().map(origin -> distribution.id() + "/" + origin.id()))
                .toList();
    }

    /** Some behavior asks this origin by the viewer's host instead of its own name. */
    static boolean isAskedByViewersHost(ProxyConfig config, String name) {
        return config.distributions().stream()
                .anyMatch(distribution -> behaviors(distribution)
                        .filter(behavior -> behavior.originRequestPolicy().forwardsHost())
                        .flatMap(behavior -> targets(distribution, behavior.targetOriginId()))
                        .anyMatch(origin -> name.equals(distribution.id() + "/" + origin)));
    }

    private static Stream<BehaviorConfig> behaviors(DistributionConfig distribution) {
        return Stream.concat(distribution.behaviors().stream(), Stream.of(distribution.defaultBehavior()));
    }

    private static Stream<String> targets(DistributionConfig distribution, String target) {
        return distribution.originGroups().stream()
                .filter(group -> group.id().equals(target))
                .findFirst()
                .map(group -> group.members().stream())
                .orElseGet(() -> Stream.of(target));
    }
}
