package dev.countersign.server.command;

import dev.countersign.config.cloudfront.write.Import;
import dev.countersign.config.cloudfront.write.ImportResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** {@code import}: a CloudFront document comes in, a configuration goes out, what is lost onto standard error. */
final class ImportCommand {
    private static final Path STANDARD_INPUT = Path.of("-");

    private final PrintWriter out;
    private final PrintWriter err;

    ImportCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /** {@code plan} as it is written in a configuration. */
    int run(Path file, Optional<String> id, Optional<String> plan) {
        ImportResult result = file.equals(STANDARD_INPUT) ? Import.of(System.in, id, plan) : Import.of(file, id, plan);
        if (result instanceof ImportResult.Refused refused) {
            return ProblemReport.print(err, file, refused.problems());
        }
        ImportResult.Configuration configuration = (ImportResult.Configuration) result;
        out.print(configuration.yaml());
        out.flush();
        configuration.warnings().forEach(warning -> err.println("warning: " + warning));
        return configuration.incomplete().isEmpty()
                ? Commands.FINE
                : ProblemReport.print(err, file, configuration.incomplete());
    }
}
