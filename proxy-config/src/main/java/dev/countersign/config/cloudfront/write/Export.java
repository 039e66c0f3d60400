package dev.countersign.config.cloudfront.write;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.cloudfront.CloudFrontDocument;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.SourceText;
import dev.countersign.config.yaml.Wording;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A distribution of a configuration as CloudFront's DistributionConfig. Never throws because of what a file holds. */
public final class Export {
    private Export() {}

    /**
     * The distribution {@code id} of the configuration in {@code file}.
     *
     * @param environment where {@code ${env:...}} looks
     * @param revealSecrets what comes from {@code ${...}} is written out; else null stands in its place
     */
    public static ExportResult of(Path file, Map<String, String> environment, String id, boolean revealSecrets) {
        Problems problems = new Problems();
        Optional<String> yaml = SourceText.read(file, problems);
        if (yaml.isEmpty()) {
            return new ExportResult.Refused(problems.inFileOrder());
        }
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        ConfigResult result = ConfigReader.read(file.toString(), yaml.orElseThrow(), directory, environment);
        if (result instanceof ConfigResult.Invalid invalid) {
            return new ExportResult.Refused(invalid.problems());
        }
        List<DistributionConfig> all = ((ConfigResult.Valid) result).config().distributions();
        Optional<DistributionConfig> found =
                all.stream().filter(it -> it.id().equals(id)).findFirst();
        return found.map(distribution -> {
                    if (distribution.source().isPresent()) {
                        CloudFrontDocument document =
                                distribution.source().orElseThrow().document();
                        return result(Complete.of(document.config(), id), problems);
                    }
                    Written written = written(file, yaml.orElseThrow(), problems, all.indexOf(distribution));
                    return result(HandWritten.document(distribution, written, revealSecrets, problems), problems);
                })
                .orElseGet(() -> unknown(file, id, all));
    }

    /** A valid configuration has as many distributions as are written in it. */
    private static Written written(Path file, String yaml, Problems problems, int index) {
        YamlNode root = YamlParser.parse(file.toString(), yaml, problems).orElseThrow();
        return new Written(root).items("distributions").get(index);
    }

    private static ExportResult result(YamlNode.Mapping config, Problems problems) {
        return problems.isEmpty()
                ? new ExportResult.Document(config, problems.warnings())
                : new ExportResult.Refused(problems.inFileOrder());
    }

    private static ExportResult unknown(Path file, String id, List<DistributionConfig> all) {
        List<String> ids = all.stream().map(DistributionConfig::id).toList();
        return new ExportResult.Refused(List.of(new Problem(
                new Position(file.toString(), 1, 1, ""),
                "has no distribution " + Wording.quote(id) + "; "
                        + Wording.didYouMean(id, ids, "its distributions are"))));
    }
}
