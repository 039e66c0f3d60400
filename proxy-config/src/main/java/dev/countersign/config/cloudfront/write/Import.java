package dev.countersign.config.cloudfront.write;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Defaults;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.cloudfront.CloudFrontDocument;
import dev.countersign.config.cloudfront.Translation;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.SourceText;
import dev.countersign.config.yaml.Wording;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A CloudFront document as a configuration of its own. Never throws because of what a file holds. */
public final class Import {
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final String STANDARD_INPUT = "(standard input)";
    private static final String COMMAND_LINE = "(command line)";
    private static final Pattern POLICY = Pattern.compile(".*\\b(Cache|OriginRequest|ResponseHeaders)PolicyId");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String NAMELESS = "imported";

    private Import() {}

    /**
     * The document in {@code file}, judged as if a configuration named it.
     *
     * @param id of the distribution; where it is empty CloudFront's, if the document has that, else the file's name
     * @param plan as it is written in a configuration
     */
    public static ImportResult of(Path file, Optional<String> id, Optional<String> plan) {
        Problems problems = new Problems();
        return SourceText.read(file, problems)
                .map(text -> of(file, text, id, plan))
                .orElseGet(() -> new ImportResult.Refused(problems.inFileOrder()));
    }

    /** The same for the document that {@code in} ends with. */
    public static ImportResult of(InputStream in, Optional<String> id, Optional<String> plan) {
        Problems problems = new Problems();
        try {
            return SourceText.read(in, STANDARD_INPUT, problems)
                    .map(text -> of(Path.of(STANDARD_INPUT), text, id, plan))
                    .orElseGet(() -> new ImportResult.Refused(problems.inFileOrder()));
        } catch (IOException e) {
            problems.add(new Position(STANDARD_INPUT, 1, 1, ""), "cannot be read: " + e.getMessage());
            return new ImportResult.Refused(problems.inFileOrder());
        }
    }

    private static ImportResult of(Path file, String text, Optional<String> id, Optional<String> plan) {
        Problems problems = new Problems();
        Optional<CloudFrontDocument> document = CloudFrontDocument.parse(file.toString(), text, problems);
        if (document.isEmpty()) {
            return new ImportResult.Refused(problems.inFileOrder());
        }
        Nodes.Members distribution = new Nodes.Members()
                .add("id", id.orElseGet(() -> cloudFrontsId(text).orElseGet(() -> stem(file))));
        plan.ifPresent(it -> distribution.add("plan", it));
        ConfigResult judged = ConfigReader.read(
                COMMAND_LINE,
                naming(distribution.mapping(), file),
                HERE,
                Map.of(),
                Map.of(HERE.resolve(file).normalize(), text));
        List<Problem> wrong = judged instanceof ConfigResult.Invalid invalid ? invalid.problems() : List.of();
        if (!wrong.stream().allMatch(Import::isAboutPolicy)) {
            return new ImportResult.Refused(wrong);
        }
        Translation.of(document.orElseThrow(), Defaults.TLS13_WITH_TLS12, problems)
                .distribution()
                .entries()
                .forEach(distribution::add);
        String yaml =
                heading(file) + YamlText.of(configuration(Tidy.distribution(distribution.mapping(), record(judged))));
        return wrong.isEmpty()
                ? readBack(yaml, judged)
                : new ImportResult.Configuration(yaml, problems.warnings(), wrong);
    }

    private static String heading(Path file) {
        return "# A distribution of CloudFront's, from " + Wording.oneLine(file.toString()) + ".\n"
                + "# Client certificates are looked up in certificates/, by the ARNs below: countersign certificates import.\n";
    }

    private static String naming(Mapping idAndPlan, Path file) {
        return YamlText.of(configuration(
                idAndPlan.with(new YamlNode.Entry(idAndPlan.position(), "file", Nodes.text(file.toString())))));
    }

    private static Mapping configuration(Mapping distribution) {
        return new Nodes.Members()
                .add(
                        "listeners",
                        Nodes.sequence(List.of(new Nodes.Members()
                                .add("bind", "127.0.0.1:8080")
                                .mapping())))
                .add("distributions", Nodes.sequence(List.of(distribution)))
                .mapping();
    }

    /** Policies of one's own stand beside CloudFront's distributions, so that a document may be right without them. */
    private static boolean isAboutPolicy(Problem problem) {
        return POLICY.matcher(problem.position().keyPath()).matches();
    }

    private static Optional<DistributionConfig> record(ConfigResult judged) {
        return judged instanceof ConfigResult.Valid valid ? Optional.of(only(valid.config())) : Optional.empty();
    }

    private static DistributionConfig only(ProxyConfig config) {
        return config.distributions().get(0);
    }

    /** A plan may refuse by hand what it allows in a document: nothing is printed that would be refused. */
    private static ImportResult readBack(String yaml, ConfigResult judged) {
        ConfigResult again = ConfigReader.read("(the configuration)", yaml, HERE, Map.of());
        return again instanceof ConfigResult.Invalid invalid
                ? new ImportResult.Refused(invalid.problems())
                : new ImportResult.Configuration(yaml, ((ConfigResult.Valid) judged).warnings(), List.of());
    }

    /** The output of {@code get-distribution} has it. */
    private static Optional<String> cloudFrontsId(String text) {
        return YamlParser.template("", text, new Problems())
                .flatMap(Mapping::of)
                .flatMap(root -> root.child("Distribution"))
                .flatMap(Mapping::of)
                .flatMap(distribution -> distribution.child("Id"))
                .flatMap(Scalar::of)
                .map(Scalar::text)
                .filter(id -> ID.matcher(id).matches());
    }

    private static String stem(Path file) {
        String name =
                Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
        String stem = name.replaceFirst("\\.[^.]*$", "");
        return ID.matcher(stem).matches() ? stem : NAMELESS;
    }
}
