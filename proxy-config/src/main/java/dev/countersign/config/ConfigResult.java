package dev.countersign.config;

import java.util.List;

/** What reading a configuration gives. */
public sealed interface ConfigResult {
    /**
     * Everything fits.
     *
     * @param warnings what is written but does nothing here, in the order of the file
     */
    record Valid(ProxyConfig config, List<Problem> warnings) implements ConfigResult {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** Every mistake found, in the order of the file; at least one. */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
