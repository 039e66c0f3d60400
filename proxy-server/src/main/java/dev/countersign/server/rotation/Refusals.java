package dev.countersign.server.rotation;

import dev.countersign.server.material.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which refusals are worth telling? A pair whose halves are written one after the other is refused for a moment, and nobody
 * wants to hear of it; what is refused for the same reason a second later is told, once.
 */
final class Refusals {
    /** A little less than the time to the second look, which therefore decides. */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final Map<Reference, Suspicion> suspected = new HashMap<>();
    private final Map<Reference, List<String>> told = new HashMap<>();

    /**
     * Takes in what is refused now.
     *
     * @param refused all of it, each with its problems
     */
    News update(Map<Reference, List<String>> refused, Instant now) {
        List<Reference> settled = told.keySet().stream()
                .filter(reference -> !refused.containsKey(reference))
                .toList();
        told.keySet().retainAll(refused.keySet());
        suspected.keySet().retainAll(refused.keySet());
        Map<Reference, List<String>> standing = new LinkedHashMap<>();
        refused.forEach((reference, problems) -> {
            if (problems.equals(told.get(reference))) {
                suspected.remove(reference);
            } else if (stands(reference, problems, now)) {
                suspected.remove(reference);
                told.put(reference, problems);
                standing.put(reference, problems);
            }
        });
        return new News(standing, new ArrayList<>(settled));
    }

    private boolean stands(Reference reference, List<String> problems, Instant now) {
        Suspicion suspicion = suspected.get(reference);
        if (suspicion == null || !suspicion.problems().equals(problems)) {
            suspected.put(reference, new Suspicion(problems, now));
            return false;
        }
        return !now.isBefore(suspicion.since().plus(PATIENCE));
    }

    /** Something is refused that has not been told and may pass: look again. */
    boolean undecided() {
        return !suspected.isEmpty();
    }

    /** How many references are known to be refused. */
    int count() {
        return told.size();
    }

    private record Suspicion(List<String> problems, Instant since) {}

    /**
     * What has changed.
     *
     * @param standing to be told now
     * @param settled no longer refused
     */
    record News(Map<Reference, List<String>> standing, List<Reference> settled) {}
}
