package dev.countersign.server.reload;

import dev.countersign.config.ListenerConfig;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.DistributionConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What is other in one configuration than in the one before: named for an operator, not listed value by value. */
final class ConfigurationChanges {
    /** Origins are named by themselves; the document that a distribution comes from counts by what was made of it. */
    private static final Set<String> TOLD_APART = Set.of("origins", "source");

    private final List<String> changes = new ArrayList<>();

    private ConfigurationChanges() {}

    /** As {@code changed origin shop/api}, in the order of the configuration. */
    static List<String> between(ProxyConfig before, ProxyConfig after) {
        ConfigurationChanges found = new ConfigurationChanges();
        found.named(
                "listener",
                before.listeners(),
                after.listeners(),
                it -> it.bind().toString(),
                ListenerConfig::tls);
        found.section("certificateStore", before.certificateStore(), after.certificateStore());
        found.section("runtime", before.runtime(), after.runtime());
        found.section("limits", before.limits(), after.limits());
        found.section("edge", before.edge(), after.edge());
        found.named(
                "distribution",
                before.distributions(),
                after.distributions(),
                DistributionConfig::id,
                it -> Unplaced.allBut(TOLD_APART, it));
        found.origins(before.distributions(), after.distributions());
        return List.copyOf(found.changes);
    }

    private void section(String name, Object before, Object after) {
        if (!Unplaced.same(before, after)) {
            changes.add("changed " + name);
        }
    }

    private <T> void named(
            String kind, List<T> before, List<T> after, Function<T, String> name, Function<T, Object> content) {
        Map<String, Deque<T>> earlier = new LinkedHashMap<>(); // port 0 may stand there any number of times
        before.forEach(each -> earlier.computeIfAbsent(name.apply(each), absent -> new ArrayDeque<>())
                .add(each));
        for (T each : after) {
            T same = earlier.getOrDefault(name.apply(each), new ArrayDeque<>()).poll();
            if (same == null) {
                changes.add("added " + kind + " " + name.apply(each));
            } else if (!Unplaced.same(content.apply(same), content.apply(each))) {
                changes.add("changed " + kind + " " + name.apply(each));
            }
        }
        earlier.forEach((gone, left) -> left.forEach(each -> changes.add("removed " + kind + " " + gone)));
    }

    /** Of distributions that are in both; one that came or went says enough. */
    private void origins(List<DistributionConfig> before, List<DistributionConfig> after) {
        for (DistributionConfig each : after) {
            before.stream()
                    .filter(earlier -> earlier.id().equals(each.id()))
                    .findFirst()
                    .ifPresent(earlier -> named(
                            "origin",
                            earlier.origins(),
                            each.origins(),
                            origin -> each.id() + "/" + origin.id(),
                            origin -> origin));
        }
    }
}
