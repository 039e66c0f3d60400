package dev.countersign.config.read;

import dev.countersign.config.Defaults;
import dev.countersign.config.EdgeConfig;
import dev.countersign.config.Position;
import dev.countersign.config.read.distribution.EdgeDemands;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Wording;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code edge}: what this edge calls itself, and what it demands of distributions. Both names are written into header fields
 * as they are.
 */
record EdgeSection(EdgeConfig config, EdgeDemands demands) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static EdgeSection read(Fields fields) {
        return new EdgeSection(
                new EdgeConfig(
                        name(fields, "name", Defaults.EDGE_NAME), name(fields, "location", Defaults.EDGE_LOCATION)),
                new EdgeDemands(
                        embedded(fields),
                        fields.choice(
                                "quotas",
                                List.of(false, true),
                                bound -> bound ? "cloudfront" : "none",
                                Defaults.CLOUDFRONT_QUOTAS),
                        fields.bool("proPlanAllowsOriginMtls", Defaults.PRO_PLAN_ALLOWS_ORIGIN_MTLS),
                        fields.bool("tls13WithTls12", Defaults.TLS13_WITH_TLS12)));
    }

    private static Optional<Position> embedded(Fields fields) {
        return fields.bool("embedded", Defaults.EDGE_EMBEDDED)
                ? Optional.of(fields.position("embedded"))
                : Optional.empty();
    }

    private static String name(Fields fields, String key, String fallback) {
        return fields.value(key)
                .flatMap(value -> value.text().map(text -> {
                    if (!NAME.matcher(text).matches()) {
                        value.problem(
                                Wording.quote(text)
                                        + " must be 1 to 64 letters, digits, '.', '_' and '-', starting with a letter or digit");
                    }
                    return text;
                }))
                .orElse(fallback);
    }
}
