package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What CloudFront's CustomOriginConfig says in other words. */
final class CustomOrigin {
    /** RFC 8996 retired them. */
    private static final Set<String> RETIRED = Set.of("SSLv3", "TLSv1", "TLSv1.1");

    /** CloudFront has no word for TLS 1.3. */
    private static final String NEWEST_NAMED = "TLSv1.2";

    private static final String IMPLIED = "TLSv1.3";
    private static final String PROTOCOLS = "OriginSslProtocols";

    private static final Map<String, String> PORTS = Map.of("HTTPPort", "80", "HTTPSPort", "443");

    private CustomOrigin() {}

    /**
     * CloudFront requires both ports; the sample of its guide has one. A document that names no protocol names no TLS 1.3,
     * which by hand would be the default.
     */
    static List<Entry> missing(Mapping customOrigin, Translator run) {
        PORTS.entrySet().stream()
                .filter(port -> customOrigin.entry(port.getKey()).isEmpty())
                .sorted(Map.Entry.comparingByKey())
                .forEach(port -> run.warning(
                        customOrigin.position().member(port.getKey()),
                        "is missing, which CloudFront would refuse; it is read as " + port.getValue()));
        if (run.tls13WithTls12() || customOrigin.entry(PROTOCOLS).isPresent()) {
            return List.of();
        }
        Position place = customOrigin.position().member(PROTOCOLS);
        YamlNode named = new Sequence(place, List.of(new Scalar(place, NEWEST_NAMED, false)));
        return List.of(new Entry(place, "originSslProtocols", named));
    }

    static YamlNode protocols(YamlNode value, Shape shape, Translator run) {
        if (!(value instanceof Mapping listing)) {
            return value;
        }
        List<YamlNode> kept = new ArrayList<>();
        List<String> retired = new ArrayList<>();
        for (YamlNode item : Translator.items(listing)) {
            if (item instanceof Scalar scalar && RETIRED.contains(scalar.text())) {
                retired.add(scalar.text());
            } else {
                kept.add(item);
            }
        }
        if (kept.isEmpty() && !retired.isEmpty()) {
            run.problem(
                    value.position(),
                    "leaves nothing to speak: " + String.join(", ", retired) + " are not spoken here; add TLSv1.2");
            kept.add(new Scalar(value.position(), NEWEST_NAMED, false));
        } else if (!retired.isEmpty()) {
            run.warning(value.position(), "is read without " + String.join(", ", retired) + ", not spoken here");
        }
        if (run.tls13WithTls12()) {
            addImplied(kept);
        }
        return new Sequence(value.position(), kept);
    }

    private static void addImplied(List<YamlNode> kept) {
        Map<String, YamlNode> named = kept.stream()
                .filter(Scalar.class::isInstance)
                .collect(Collectors.toMap(it -> ((Scalar) it).text(), it -> it, (first, second) -> first));
        YamlNode newest = named.get(NEWEST_NAMED);
        if (newest != null && !named.containsKey(IMPLIED)) {
            kept.add(new Scalar(newest.position(), IMPLIED, false));
        }
    }
}
