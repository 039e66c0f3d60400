package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode.Entry;
import java.util.List;
import java.util.Map;

/** The keys that CloudFront has no member for: one row each, with the values that cost nothing there, and what is lost. */
final class LeftOut {
    private static final String PREFIX = "distributions[].";
    private static final String CUSTOM = "origins[].customOriginConfig.";
    private static final String NO_OTHER_TRUST =
            "CloudFront trusts the public CAs alone, and answers 502 where another one vouches for the origin";

    private record Row(List<String> harmless, String loss) {}

    private static final Map<String, Row> ROWS = Map.ofEntries(
            row("plan", "subscribe the distribution to it there, as plans stand beside distributions", "pay-as-you-go"),
            row("domainName", "CloudFront gives every distribution a name of its own"),
            row("origins[].address", "CloudFront resolves domainName"),
            row("origins[].connectionMaxAge", "CloudFront does not bound how long a connection is used", "none"),
            row(CUSTOM + "postQuantum", "CloudFront decides that itself", "true"),
            row(CUSTOM + "trust.caBundle", NO_OTHER_TRUST),
            row(CUSTOM + "trust.publicCas", "CloudFront keeps its own list of public CAs", "jdk"),
            row(CUSTOM + "trust.pins.spkiSha256", "CloudFront pins no keys", "[]"),
            row(CUSTOM + "trust.crl", "CloudFront is told of no revoked certificates", "none"),
            row(
                    CUSTOM + "originMtlsConfig.mode",
                    "CloudFront also sends requests to an origin that does not ask for the certificate",
                    "offer"),
            row(
                    CUSTOM + "originMtlsConfig.fallbackCertificateArn",
                    "CloudFront answers 502 where the origin rejects the first certificate",
                    "none"));

    private LeftOut() {}

    private static Map.Entry<String, Row> row(String path, String loss, String... harmless) {
        return Map.entry(PREFIX + path, new Row(List.of(harmless), loss));
    }

    /** Warns of each that {@code distribution} or anything in it holds. */
    static void warn(Written distribution, Problems problems) {
        for (Entry entry : distribution.entries()) {
            Written value = new Written(entry.value());
            Row row = ROWS.get(value.position().keyPattern());
            if (row != null && !row.harmless().contains(said(value))) {
                problems.warn(value.position(), "is left out: " + row.loss());
            }
            warn(value, problems);
        }
        distribution.items().forEach(item -> warn(item, problems));
    }

    private static String said(Written value) {
        boolean nothing = value.text().isEmpty() && value.items().isEmpty();
        return nothing ? "[]" : value.text();
    }
}
