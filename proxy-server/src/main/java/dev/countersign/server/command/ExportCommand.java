package dev.countersign.server.command;

import dev.countersign.config.cloudfront.write.Export;
import dev.countersign.config.cloudfront.write.ExportResult;
import java.io.PrintWriter;
import java.nio.file.Path;

/** {@code export}: a distribution goes out as a CloudFront document, what does not go with it onto standard error. */
final class ExportCommand {
    private final PrintWriter out;
    private final PrintWriter err;

    ExportCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    int run(Path file, String id, boolean revealSecrets) {
        ExportResult result = Export.of(file, System.getenv(), id, revealSecrets);
        if (result instanceof ExportResult.Refused refused) {
            return ProblemReport.print(err, file, refused.problems());
        }
        ExportResult.Document document = (ExportResult.Document) result;
        document.warnings().forEach(warning -> err.println("warning: " + warning));
        err.flush();
        out.println(DocumentJson.of(document.config()));
        out.flush();
        return Commands.FINE;
    }
}
