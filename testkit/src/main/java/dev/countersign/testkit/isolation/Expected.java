package dev.countersign.testkit.isolation;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What has to come of a request.
 *
 * @param origin {@code DISTRIBUTION/ORIGIN}
 * @param serverName that the origin is asked for
 * @param presented who may be presented at all, in this order; the last is the one that is let in
 * @param verdict the outcome in the log where no origin gets the request; empty where one has to answer it
 */
record Expected(String origin, OriginPlan plan, String serverName, List<Client> presented, Optional<String> verdict) {

    boolean isAnswered() {
        return verdict.isEmpty();
    }

    /** How the handshakes may have ended that were several times in a row rejected: as configured, or without a word. */
    Set<String> rejections() {
        Set<String> rejections = new HashSet<>();
        verdict.filter(label -> label.startsWith("rejected_") || label.startsWith("origin_"))
                .ifPresent(rejections::add);
        if (!presented.isEmpty()
                && verdict.filter(label -> label.startsWith("origin_")).isEmpty()) {
            rejections.add("rejected_silent");
        }
        return rejections;
    }

    /** Whom the origin that answers sees. */
    Optional<Client> seen() {
        return presented.isEmpty() ? Optional.empty() : Optional.of(presented.get(presented.size() - 1));
    }

    boolean underFallback() {
        return isAnswered() && presented.size() == 2;
    }
}
