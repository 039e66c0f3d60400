package dev.countersign.testkit.isolation;

import java.util.Optional;

/**
 * Whom to believe that an origin is who it says.
 *
 * @param yaml what stands between the braces of {@code trust}
 * @param verdict the outcome of every handshake under it; empty where the certificates of all sites are accepted
 */
record TrustPlan(String name, String yaml, Optional<String> verdict) {
    @Override
    public String toString() {
        return name;
    }
}
