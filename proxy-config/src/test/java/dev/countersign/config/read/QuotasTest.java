package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ProxyConfig;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudFront's quotas bind what is written by hand only where that is asked for. */
final class QuotasTest {
    private static final String BOUND = "edge: {quotas: cloudfront}\n";

    private static String items(int count, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String with(String list, int count) {
        return switch (list) {
            case "origins" ->
                Readings.BASE
                        .replaceFirst("(?s)    origins:\n.*?    defaultCacheBehavior", "    defaultCacheBehavior")
                        .concat("    origins: "
                                + items(
                                        count,
                                        i -> "{id: " + (i == 0 ? "partner-a" : "o" + i) + ", domainName: o" + i
                                                + ".example.com, customOriginConfig: {originProtocolPolicy: https-only}}")
                                + "\n");
            case "cacheBehaviors" ->
                Readings.BASE + "    cacheBehaviors: "
                        + items(count, i -> "{pathPattern: /p" + i + ", targetOriginId: partner-a}") + "\n";
            case "aliases" -> Readings.BASE.replace("[shop.example.com]", items(count, i -> "h" + i + ".example.com"));
            default -> throw new AssertionError(list);
        };
    }

    /** CF-22. */
    @ParameterizedTest
    @CsvSource({
        "origins, 100, TooManyOrigins",
        "cacheBehaviors, 75, TooManyCacheBehaviors",
        "aliases, 100, TooManyDistributionCNAMEs"
    })
    void quotasBindWhereTheyAreAskedFor(String list, int most, String error) {
        assertThat(Readings.problems(BOUND + with(list, most))).isEmpty();
        assertThat(Readings.problems(BOUND + with(list, most + 1)))
                .singleElement()
                .asString()
                .contains("distributions[0]." + list + ": " + error + ": holds " + (most + 1)
                        + ", and CloudFront takes at most " + most + "; remove some, or set edge.quotas: none");
        assertThat(Readings.problems(with(list, most + 1))).isEmpty();
        assertThat(Readings.problems("edge: {quotas: none}\n" + with(list, most + 1)))
                .isEmpty();
    }

    /** CF-22. */
    @Test
    void elevenOriginGroupsAreTooManyForCloudFront() {
        String groups = Readings.BASE + "    originGroups: " + items(11, i -> "{id: g" + i + "}") + "\n";
        assertThat(Readings.problems(BOUND + groups))
                .anySatisfy(problem ->
                        assertThat(problem).contains("originGroups: TooManyOriginGroupsPerDistribution: holds 11,"));
        assertThat(Readings.problems(groups)).noneMatch(problem -> problem.contains("TooMany"));
    }

    /** A flat-rate plan has a number of its own: Premium's is above the quota. */
    @Test
    void planWithANumberOfBehaviorsGoesBeforeTheQuota() {
        String premium = with("cacheBehaviors", 100).replace("  - id: shop\n", "  - id: shop\n    plan: premium\n");
        assertThat(Readings.problems(BOUND + premium)).isEmpty();
    }

    @Test
    void thousandDistributionsAndTenThousandBehaviorsLoadWithoutQuotas() {
        String yaml = "listeners: [{bind: \"127.0.0.1:8080\"}]\ndistributions:\n"
                + IntStream.range(0, 1000).mapToObj(QuotasTest::large).collect(Collectors.joining());
        ProxyConfig config = Readings.valid(yaml);
        assertThat(config.distributions()).hasSize(1000);
        assertThat(config.distributions().stream().mapToInt(it -> it.behaviors().size()))
                .hasSize(1000)
                .containsOnly(10);
        assertThat(Readings.problems(BOUND + yaml))
                .containsExactly(
                        "c.yaml:3:1 distributions: TooManyDistributions: holds 1000, and CloudFront takes at most"
                                + " 500; remove some, or set edge.quotas: none");
    }

    private static String large(int number) {
        return """
                  - id: d%1$d
                    aliases: [d%1$d.example.com]
                    origins:
                      - {id: o, domainName: o%1$d.example.com, customOriginConfig: {originProtocolPolicy: https-only}}
                    defaultCacheBehavior: {targetOriginId: o}
                    cacheBehaviors: %2$s
                """.formatted(number, items(10, i -> "{pathPattern: /p" + i + "/*, targetOriginId: o}"));
    }
}
