package dev.countersign.server.command.certificates;

import dev.countersign.server.command.certificates.answer.Terminal;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code certificates}: which commands there are on the store, and what each takes. */
@Command(
        name = "certificates",
        description = {
            "The certificate store: certificates in, out, listed, found.",
            "No command shows a private key. A certificate is named by its ARN, or by the id that ends it."
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeList = {
            "0:fine",
            "1:something in the store cannot be read; the rest is listed",
            "2:refused: the command line, or what it names; nothing was changed"
        },
        scope = ScopeType.INHERIT,
        footer = {"%nExample:", "  countersign certificates list -c countersign.yaml --all"})
public final class CertificatesCommand {
    private static final String JSON = "Answer in ACM's JSON.";
    private static final String WHICH = "The certificate: its ARN, or the id that ends it.";

    private final Terminal terminal;
    private final Map<String, String> environment;

    /** Commands that answer on {@code out}, complain on {@code err} and look for passwords in {@code environment}. */
    public CertificatesCommand(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        terminal = new Terminal(out, err);
        this.environment = environment;
    }

    @Command(
            name = "import",
            sortOptions = false,
            description = {
                "Import a certificate, its chain and its key; prints the ARN.",
                "What ACM would refuse is refused, and then nothing is stored."
            },
            footer = {
                "%nExamples:",
                "  countersign certificates import --store certs --certificate a.pem \\",
                "      --private-key a.key --chain ca.pem --tag owner=payments",
                "  countersign certificates import --store certs --arn cert-1 \\",
                "      --key-store a.p12 --password-file a.password"
            })
    int importCertificate(
            @Mixin StoreOptions store,
            @Mixin ImportOptions what,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(store.choose(environment), what.read(environment), new ImportCommand(terminal, json)::run);
    }

    @Command(
            description = {
                "List certificates, oldest first: like ACM, those with a key of type RSA_1024 or RSA_2048"
                        + " and a domain name, unless told otherwise."
            },
            footer = {
                "%nExample:",
                "  countersign certificates list --store certs \\",
                "      --extended-key-usage TLS_WEB_CLIENT_AUTHENTICATION --all"
            })
    int list(
            @Mixin StoreOptions store,
            @Mixin FilterOptions filter,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(store.choose(environment), filter.read(), new ListCommand(terminal, json)::run);
    }

    @Command(
            description = "Show everything about one certificate, and with -c who uses it.",
            footer = {"%nExample:", "  countersign certificates describe -c countersign.yaml cert-1"})
    int describe(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "ARN", description = WHICH) String arn,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(store.choose(environment), chosen -> new DescribeCommand(terminal, json).run(chosen, arn));
    }

    @Command(
            description = "Print a certificate and its chain as PEM; never its key.",
            footer = {"%nExample:", "  countersign certificates get --store certs cert-1 > cert-1.pem"})
    int get(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "ARN", description = WHICH) String arn,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(store.choose(environment), chosen -> new GetCommand(terminal, json).run(chosen, arn));
    }

    @Command(
            description = "Delete a certificate and its key, unless a configuration given with -c uses it.",
            footer = {"%nExample:", "  countersign certificates delete -c countersign.yaml cert-1"})
    int delete(
            @Mixin StoreOptions store,
            @Parameters(paramLabel = "ARN", description = WHICH) String arn,
            @Option(
                            names = "--force",
                            description = "Without -c: delete it although nothing says whether it is in use.")
                    boolean force,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(
                store.choose(environment), chosen -> new DeleteCommand(terminal, json).run(chosen, arn, force));
    }

    @Command(
            description = "Add tags to a certificate, or change their values; prints all of its tags.",
            footer = {"%nExample:", "  countersign certificates tag --store certs cert-1 owner=payments"})
    int tag(
            @Mixin StoreOptions store,
            @Parameters(index = "0", paramLabel = "ARN", description = WHICH) String arn,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "KEY=VALUE", description = "None: only print.")
                    @Nullable
                    List<String> pairs,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(
                store.choose(environment),
                chosen -> new TagCommands(terminal, json).tag(chosen, arn, pairs == null ? List.of() : pairs));
    }

    @Command(
            description = "Remove tags from a certificate; prints the tags it still has.",
            footer = {"%nExample:", "  countersign certificates untag --store certs cert-1 owner"})
    int untag(
            @Mixin StoreOptions store,
            @Parameters(index = "0", paramLabel = "ARN", description = WHICH) String arn,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "The keys of the tags.")
                    List<String> keys,
            @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(
                store.choose(environment), chosen -> new TagCommands(terminal, json).untag(chosen, arn, keys));
    }

    @Command(
            description = "Show what may be attached to an origin, and why each other certificate may not.",
            footer = {"%nExample:", "  countersign certificates eligible -c countersign.yaml"})
    int eligible(@Mixin StoreOptions store, @Option(names = "--json", description = JSON) boolean json) {
        return terminal.with(store.choose(environment), new EligibleCommand(terminal, json)::run);
    }
}
