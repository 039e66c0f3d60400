package dev.countersign.server.command.pki;

import dev.countersign.certs.authority.DevCa;
import dev.countersign.server.command.pki.StoreOptions.Kept;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pki}: a throw-away authority in a directory, and certificates of it. */
@Command(
        name = "pki",
        description = "Make a throw-away CA and certificates of it, for trying things out.",
        synopsisSubcommandLabel = "COMMAND")
public final class PkiCommands {
    private final PrintWriter out;
    private final PrintWriter err;

    public PkiCommands(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Command(description = "Make a CA: ca.pem and ca.key.")
    int init(
            @Mixin AuthorityOption directory,
            @Option(
                            names = "--name",
                            paramLabel = "NAME",
                            defaultValue = "Countersign throw-away CA",
                            description = "Its common name. Default: Countersign throw-away CA.")
                    String name,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "365",
                            converter = DayCount.class,
                            description = "How long it is valid. Default: 365.")
                    Duration validity) {
        return told("init", () -> {
            DevCa authority = DevCa.create(CertificateNames.authority(name), validity);
            directory.files().keep(authority);
            new Answer(out).authority(directory.files(), authority.certificate());
        });
    }

    @Command(name = "issue-client", description = "Issue a client certificate, for origins: NAME.pem and NAME.key.")
    int issueClient(
            @Parameters(paramLabel = "NAME", description = "Its common name, and the files' name.") String name,
            @Mixin IssueOptions options,
            @Mixin StoreOptions store) {
        return told("issue-client", () -> {
            store.check();
            String checked = CertificateNames.client(name);
            Issuance issued = Issuance.of(
                    checked,
                    options,
                    authority -> authority.issueClient(checked, options.keyType(), options.validity()));
            Optional<Kept> kept = store.keep(issued.chain());
            issued.write();
            new Answer(out).client(issued, kept);
        });
    }

    @Command(name = "issue-server", description = "Issue a server certificate: NAME.pem and NAME.key.")
    int issueServer(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "1..*",
                            description =
                                    "Host names and IP addresses of an origin or a listener; the files are named by the first.")
                    List<String> names,
            @Mixin IssueOptions options) {
        return told("issue-server", () -> {
            List<String> checked = CertificateNames.server(names);
            Issuance issued = Issuance.of(
                    CertificateNames.file(checked.get(0)),
                    options,
                    authority -> authority.issueServer(checked, options.keyType(), options.validity()));
            issued.write();
            new Answer(out).server(issued);
        });
    }

    private int told(String command, Step step) {
        try {
            step.run();
            return ExitCode.OK;
        } catch (Refused because) {
            because.problems().forEach(problem -> err.println("pki " + command + ": " + problem));
            err.flush();
            return ExitCode.USAGE;
        }
    }

    /** What a command does. */
    private interface Step {
        void run() throws Refused;
    }
}
