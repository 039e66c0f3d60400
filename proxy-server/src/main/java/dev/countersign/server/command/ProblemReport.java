package dev.countersign.server.command;

import dev.countersign.config.Problem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Every problem on a line of its own, as compilers write them, so that editors can jump to it. */
final class ProblemReport {
    private ProblemReport() {}

    /** Prints them and returns the exit code that goes with them. */
    static int print(PrintWriter err, Path file, List<Problem> problems) {
        problems.forEach(err::println);
        err.println(file + ": " + (problems.size() == 1 ? "1 problem" : problems.size() + " problems"));
        err.flush();
        return Commands.REFUSED;
    }
}
