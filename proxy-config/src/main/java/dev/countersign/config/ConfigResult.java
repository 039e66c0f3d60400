package dev.countersign.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What reading a configuration gives. */
public sealed interface ConfigResult {
    /**
     * Everything fits.
     *
     * @param warnings what is written but does nothing here, in the order of the file
     * @param files besides the configuration file itself, those that were read into it, absolute: when one changes the
     *     configuration does
     */
    record Valid(ProxyConfig config, List<Problem> warnings, Set<Path> files) implements ConfigResult {
        public Valid {
            warnings = List.copyOf(warnings);
            files = Set.copyOf(files);
        }
    }

    /**
     * Every mistake found, in the order of the file; at least one.
     *
     * @param files as of a valid one; the mistake may be in one of them, or that it is not there
     */
    record Invalid(List<Problem> problems, Set<Path> files) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
            files = Set.copyOf(files);
        }
    }
}
