package dev.countersign.server.command.certificates;

import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to import, and as what. */
final class ImportOptions {
    /**
     * What was asked for, as far as the command line alone can tell.
     *
     * @param chain of a certificate whose chain is in a file of its own
     */
    record Request(KeyedMaterial material, Optional<Path> chain, Goal goal) {}

    /** As which certificate of the store. */
    sealed interface Goal {
        /** A new one with a new ARN. */
        record New(Map<String, String> tags) implements Goal {}

        /** A new one, with this ARN. */
        record NewAs(String arn, Map<String, String> tags) implements Goal {}

        /** The next version of the one that has this ARN or this id. */
        record Again(String arn) implements Goal {}
    }

    @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate, PEM.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--private-key", paramLabel = "FILE", description = "Its private key, PEM.")
    private Optional<Path> privateKey = Optional.empty();

    @Option(
            names = "--chain",
            paramLabel = "FILE",
            description = "With --certificate: the certificates of its issuers, PEM, each after the one it certifies.")
    private Optional<Path> chain = Optional.empty();

    @Option(names = "--pem", paramLabel = "FILE", description = "One PEM file with certificate, chain and key.")
    private Optional<Path> pem = Optional.empty();

    @Option(names = "--key-store", paramLabel = "FILE", description = "One PKCS#12 or JKS file with one private key.")
    private Optional<Path> keyStore = Optional.empty();

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--arn",
            paramLabel = "ARN",
            description = "Import again: whoever uses this ARN presents the new certificate from now on.")
    private Optional<String> arn = Optional.empty();

    @Option(
            names = "--new-arn",
            paramLabel = "ARN",
            description = "Import under this ARN, which the store does not have yet, instead of a made-up one.")
    private Optional<String> newArn = Optional.empty();

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag of a new certificate. Repeatable.")
    private List<String> tags = List.of();

    /** The request, or everything that is wrong with it. */
    Loaded<Request> read(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        Optional<Password> secret = password.read(environment, problems);
        Optional<KeyedMaterial> material = material(secret, problems);
        Goal goal = goal(problems);
        return problems.isEmpty() && material.isPresent()
                ? new Loaded.Usable<>(new Request(material.orElseThrow(), chain, goal), List.of())
                : new Loaded.Unusable<>(problems);
    }

    private Optional<KeyedMaterial> material(Optional<Password> secret, List<String> problems) {
        boolean separate = certificate.isPresent() || privateKey.isPresent();
        long forms = Stream.of(separate, pem.isPresent(), keyStore.isPresent())
                .filter(given -> given)
                .count();
        if (forms != 1) {
            problems.add("import: name one of --certificate with --private-key, --pem, or --key-store"
                    + (forms == 0 ? "" : "; here are " + forms + " of them"));
        }
        if (separate && certificate.isEmpty()) {
            problems.add("--private-key: name its certificate with --certificate, too");
        }
        if (separate && privateKey.isEmpty()) {
            problems.add("--certificate: name its key with --private-key, too");
        }
        if (chain.isPresent() && certificate.isEmpty()) {
            problems.add("--chain: belongs to --certificate; any other file holds its own chain");
        }
        return certificate
                .flatMap(leaf -> privateKey.<KeyedMaterial>map(key -> new KeyedMaterial.Files(leaf, key, secret)))
                .or(() -> pem.map(file -> new KeyedMaterial.Combined(file, secret)))
                .or(() -> keyStore.map(file -> new KeyedMaterial.KeyStoreFile(file, secret)));
    }

    private Goal goal(List<String> problems) {
        if (arn.isPresent() && newArn.isPresent()) {
            problems.add("--new-arn: a certificate is imported again (--arn) or anew (--new-arn), not both");
        }
        if (arn.isPresent() && !tags.isEmpty()) {
            problems.add("--tag: importing again keeps the tags as they are: change them with the command tag");
        }
        Map<String, String> pairs = TagArguments.read(tags, problems);
        return arn.<Goal>map(Goal.Again::new)
                .or(() -> newArn.map(chosen -> new Goal.NewAs(chosen, pairs)))
                .orElseGet(() -> new Goal.New(pairs));
    }
}
