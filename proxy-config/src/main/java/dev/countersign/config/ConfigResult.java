package dev.countersign.config;

import java.util.List;

/** What reading a configuration gives. */
public sealed interface ConfigResult {
    /** Everything fits. */
    record Valid(ProxyConfig config) implements ConfigResult {}

    /** Every mistake found, in the order of the file; at least one. */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
