package dev.countersign.testkit.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is configured, and what lies in the certificate store: all that one snapshot is made of.
 *
 * @param origins by {@code DISTRIBUTION/ORIGIN}; the first of each distribution answers what no other does
 * @param slots the store's certificates by ARN
 * @param backsOff an origin that rejected several handshakes in a row is left alone for a while
 */
record Plan(SortedMap<String, OriginPlan> origins, Map<String, Client> slots, boolean backsOff) {
    static final List<String> DISTRIBUTIONS = List.of("d", "e");

    /** The whole configuration. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("""
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {directory: store, expiryWarning: 1h}
                runtime: {eventLoops: 2, watch: true}
                limits: {serverNamesPerOrigin: 2, rejectionBackoff: %s}
                distributions:
                """.formatted(backsOff ? "{first: 500ms, max: 1s}" : "none"));
        for (String distribution : DISTRIBUTIONS) {
            yaml.append("  - id: %s\n    aliases: [%s.test, '*.%s.test']\n    origins:\n"
                    .formatted(distribution, distribution, distribution));
            List<String> behaviors = new ArrayList<>();
            origins.forEach((name, origin) -> {
                if (name.startsWith(distribution)) {
                    String id = name.substring(2);
                    yaml.append(origin.yaml(id));
                    behaviors.add("targetOriginId: %s%s"
                            .formatted(id, origin.forwardsHost() ? ", originRequestPolicy: AllViewer" : ""));
                }
            });
            yaml.append("    defaultCacheBehavior: {").append(behaviors.get(0)).append("}\n    cacheBehaviors:\n");
            for (String behavior : behaviors) {
                String id = behavior.replaceFirst("targetOriginId: (\\w+).*", "$1");
                yaml.append("      - {pathPattern: '/%s/*', %s}\n".formatted(id, behavior));
            }
        }
        return yaml.toString();
    }

    /** What has to come of a request for {@code /ID/...} of that host, which is {@code x.DISTRIBUTION.test}. */
    Expected expected(String distribution, String id, String host) {
        String wanted = distribution + "/" + id;
        String name = origins.containsKey(wanted)
                ? wanted
                : origins.tailMap(distribution).firstKey();
        OriginPlan origin = Objects.requireNonNull(origins.get(name));
        String serverName = origin.forwardsHost() ? host : origin.domainName();
        List<Client> presented = presented(origin);
        return new Expected(name, origin, serverName, presented, verdict(origin, serverName, presented));
    }

    private List<Client> presented(OriginPlan origin) {
        if (!origin.site().asks() || origin.slot().isEmpty()) {
            return List.of();
        }
        Client first = client(origin.slot().orElseThrow());
        Optional<Client> second = origin.fallback().map(this::client).filter(other -> !other.equals(first));
        return first.accepted() || second.isEmpty() ? List.of(first) : List.of(first, second.orElseThrow());
    }

    private static Optional<String> verdict(OriginPlan origin, String serverName, List<Client> presented) {
        if (origin.trust().verdict().isPresent()) {
            return origin.trust().verdict();
        } else if (!origin.site().names().contains(serverName)) {
            return Optional.of("origin_name_mismatch");
        } else if (!origin.site().asks()) {
            return origin.require() ? Optional.of("not_requested_required") : Optional.empty();
        } else if (presented.isEmpty()) {
            return Optional.of("requested_none_configured");
        } else if (!presented.get(presented.size() - 1).accepted()) {
            return Optional.of(origin.site().real() ? "rejected_http" : "rejected_certificate_unknown");
        }
        return Optional.empty();
    }

    Client client(String slot) {
        return Objects.requireNonNull(slots.get(slot));
    }
}
