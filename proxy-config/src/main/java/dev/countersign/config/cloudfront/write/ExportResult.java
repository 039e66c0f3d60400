package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Problem;
import dev.countersign.config.yaml.YamlNode;
import java.util.List;

/** What becomes of a distribution on its way to CloudFront. */
public sealed interface ExportResult {
    /**
     * It can be said there.
     *
     * @param config a DistributionConfig as CloudFront's API has it
     * @param warnings what is left out, or is to be filled in, in the order of the file
     */
    record Document(YamlNode.Mapping config, List<Problem> warnings) implements ExportResult {
        public Document {
            warnings = List.copyOf(warnings);
        }
    }

    /** The configuration, the id or the distribution is not such that it can; at least one. */
    record Refused(List<Problem> problems) implements ExportResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
