package dev.countersign.server.material;

import dev.countersign.config.Problem;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.util.List;
import java.util.stream.Stream;

/** What loading everything a configuration names gives. */
public sealed interface LoadResult {
    /**
     * All of it is usable.
     *
     * @param listeners with their certificates, in the order of the configuration
     * @param material every client certificate and trust an origin names
     * @param warnings sentences for the operator, an expired certificate for one
     */
    record Complete(List<ListenerSetup> listeners, Material material, List<String> warnings) implements LoadResult {
        public Complete {
            listeners = List.copyOf(listeners);
            warnings = List.copyOf(warnings);
        }

        /** With what the configuration itself deserves a warning for, first. */
        public Complete warning(List<Problem> earlier) {
            return new Complete(
                    listeners,
                    material,
                    Stream.concat(earlier.stream().map(Problem::toString), warnings.stream())
                            .toList());
        }
    }

    /** Every mistake found, in the order of the configuration; at least one. */
    record Flawed(List<Problem> problems) implements LoadResult {
        public Flawed {
            problems = List.copyOf(problems);
        }
    }
}
