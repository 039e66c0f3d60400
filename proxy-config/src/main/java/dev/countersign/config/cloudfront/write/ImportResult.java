package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Problem;
import java.util.List;

/** What becomes of a CloudFront document on its way here. */
public sealed interface ImportResult {
    /**
     * It can be said here.
     *
     * @param yaml a whole configuration
     * @param warnings what is not acted on, in the order of the document
     * @param incomplete what the document does not hold, so that the configuration is refused until someone writes it
     */
    record Configuration(String yaml, List<Problem> warnings, List<Problem> incomplete) implements ImportResult {
        public Configuration {
            warnings = List.copyOf(warnings);
            incomplete = List.copyOf(incomplete);
        }
    }

    /** It is no document, or one that is not served here; at least one. */
    record Refused(List<Problem> problems) implements ImportResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
