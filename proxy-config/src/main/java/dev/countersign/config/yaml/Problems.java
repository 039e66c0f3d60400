package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects every mistake of one file and of those it names, so that all are reported at once, and what deserves a warning beside them. */
public final class Problems {
    private static final Comparator<Problem> FILE_ORDER = Comparator.comparing(
                    (Problem problem) -> problem.position().file())
            .thenComparingInt(problem -> problem.position().line())
            .thenComparingInt(problem -> problem.position().column());

    private final List<Problem> found = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /**
     * Adds one mistake.
     *
     * @param sentence names the remedy and holds no secret
     */
    public void add(Position position, String sentence) {
        found.add(new Problem(position, sentence));
    }

    /**
     * Adds what keeps nothing from running.
     *
     * @param sentence holds no secret
     */
    public void warn(Position position, String sentence) {
        warnings.add(new Problem(position, sentence));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Problem> inFileOrder() {
        return found.stream().sorted(FILE_ORDER).toList();
    }

    public List<Problem> warnings() {
        return warnings.stream().sorted(FILE_ORDER).toList();
    }
}
