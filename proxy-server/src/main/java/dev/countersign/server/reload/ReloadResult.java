package dev.countersign.server.reload;

import dev.countersign.config.Problem;
import java.util.List;

/** What came of a reload. */
public sealed interface ReloadResult {
    /**
     * It is in force.
     *
     * @param configurationVersion counts the configurations that were in force, this one included; rotations do not count
     * @param snapshot counts snapshots, rotations included
     * @param warnings sentences, each with its place where it has one
     * @param changes what is other than before, in few words each; empty where nothing is
     */
    record Taken(long configurationVersion, long snapshot, List<String> warnings, List<String> changes)
            implements ReloadResult {
        public Taken {
            warnings = List.copyOf(warnings);
            changes = List.copyOf(changes);
        }
    }

    /** Nothing changed. At least one problem. */
    record Refused(List<Problem> problems) implements ReloadResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
