package dev.countersign.testkit.isolation;

import java.util.List;
import java.util.Optional;

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

    /** Whom the origin that answers sees. */
    Optional<Client> seen() {
        return presented.isEmpty() ? Optional.empty() : Optional.of(presented.get(presented.size() - 1));
    }

    boolean underFallback() {
        return isAnswered() && presented.size() == 2;
    }
}
