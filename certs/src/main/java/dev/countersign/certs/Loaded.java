package dev.countersign.certs;

import java.util.List;

/** What loading certificates, keys or trust gives. */
public sealed interface Loaded<T> {
    /**
     * Usable.
     *
     * @param warnings sentences for the operator: an expired leaf, for one; often empty
     */
    record Usable<T>(T value, List<String> warnings) implements Loaded<T> {
        public Usable {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Not usable.
     *
     * @param problems sentences that name what to do, at least one; never contain key material
     */
    record Unusable<T>(List<String> problems) implements Loaded<T> {
        public Unusable {
            problems = List.copyOf(problems);
        }
    }
}
