package dev.countersign.server.command;

import dev.countersign.server.Version;
import dev.countersign.server.command.certificates.CertificatesCommand;
import dev.countersign.server.command.pki.PkiCommands;
import dev.countersign.server.command.probe.ProbeCommand;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The command line: which commands there are, and what their exit codes mean. */
@Command(
        name = "countersign",
        description = "An edge proxy that proves itself to each origin with that origin's own client certificate.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.VersionLine.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:fine", "1:failed while running", "2:bad usage or configuration"},
        scope = ScopeType.INHERIT)
public final class Commands {
    /** Everything went as asked. */
    public static final int FINE = 0;

    /** It failed while running. */
    public static final int FAILED = 1;

    /** The command line or the configuration is wrong. */
    public static final int REFUSED = 2;

    private final Runnable abort;
    private final PrintWriter out;
    private final PrintWriter err;

    private Commands(Runnable abort, PrintWriter out, PrintWriter err) {
        this.abort = abort;
        this.out = out;
        this.err = err;
    }

    /**
     * Does what {@code args} say.
     *
     * @param abort ends the process at once with {@link #FAILED}
     * @return the exit code
     */
    public static int execute(String[] args, Runnable abort, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Commands(abort, out, err))
                .addSubcommand(new PkiCommands(out, err))
                .addSubcommand(new CertificatesCommand(out, err, System.getenv()))
                .addSubcommand(new ProbeCommand(out, err))
                .setOut(out)
                .setErr(err)
                .execute(args);
    }

    @Command(
            description = "Serve until SIGTERM or SIGINT, then finish what is under way. A second signal ends at once."
                    + " SIGHUP reloads the configuration.")
    int run(
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The configuration.")
                    Path config) {
        return new Run(abort, err).from(config);
    }

    @Command(description = "Read a configuration and everything it names; tell all problems, or what it would do.")
    int check(
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The configuration.")
                    Path config) {
        return new Check(out, err).of(config);
    }

    @Command(
            name = "import",
            sortOptions = false,
            description = {
                "Print a configuration made of a CloudFront distribution, in YAML.",
                "FILE is what aws cloudfront get-distribution-config or get-distribution prints, a bare"
                        + " DistributionConfig, or a CloudFormation template. What nothing here acts on is listed in a"
                        + " warning."
            },
            footer = {"%nExample:", "  countersign import dist.json --id shop > countersign.yaml"})
    int importDocument(
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            description =
                                    "The distribution's id here; else CloudFront's, if FILE has it, or FILE's name.")
                    @Nullable
                    String id,
            @Option(
                            names = "--plan",
                            paramLabel = "PLAN",
                            description = "free, pro, business, premium or pay-as-you-go (default).")
                    @Nullable
                    String plan,
            @Parameters(paramLabel = "FILE", description = "The document; - for standard input.") Path file) {
        return new ImportCommand(out, err).run(file, Optional.ofNullable(id), Optional.ofNullable(plan));
    }

    @Command(
            name = "export",
            sortOptions = false,
            description = {
                "Print a distribution as CloudFront's DistributionConfig, in JSON.",
                "What CloudFront has no member for is left out, with a warning each."
            },
            footer = {
                "%nExample:",
                "  countersign export -c countersign.yaml shop > shop.json",
                "  aws cloudfront update-distribution --id E1 --if-match ETAG \\",
                "      --distribution-config file://shop.json"
            })
    int exportDocument(
            @Option(
                            names = {"-c", "--config"},
                            paramLabel = "FILE",
                            required = true,
                            description = "The configuration.")
                    Path config,
            @Option(
                            names = "--reveal-secrets",
                            description =
                                    "Write out what comes from $${file:...} or $${env:...}; else null stands there.")
                    boolean revealSecrets,
            @Parameters(paramLabel = "ID", description = "The distribution's id.") String id) {
        return new ExportCommand(out, err).run(config, id, revealSecrets);
    }

    @Command(description = "Show the version.")
    int version() {
        out.println(VersionLine.text());
        return FINE;
    }

    @Command(
            description =
                    "Show it at work: four local origins, two client certificates, no files and no network needed.")
    int demo(
            @Option(names = "--once", description = "End after the four requests: 0 if all went as expected, else 1.")
                    boolean once) {
        return new DemoCommand(abort, out, err).run(once);
    }

    /** What {@code --version} and {@code version} print. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        static String text() {
            return "countersign " + Version.current() + " (JDK " + Runtime.version() + ")";
        }

        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}
