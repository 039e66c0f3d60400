package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CloudFront's quotas bind documents whatever edge.quotas says, under CloudFront's names of the errors. */
final class DocumentQuotasTest {
    private static final String CUSTOM =
            "\"CustomOriginConfig\": {\"HTTPPort\": 80, \"HTTPSPort\": 443, \"OriginProtocolPolicy\": \"https-only\"}";
    private static final String BEHAVIOR = "\"TargetOriginId\": \"o0\", \"ViewerProtocolPolicy\": \"allow-all\"";
    private static final String DISABLED = "\"CachePolicyId\": \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\"";

    @TempDir
    Path directory;

    /** CF-22. */
    @Test
    void hundredOriginsAreTakenAndOneMoreIsTooMany() {
        assertThat(Documents.problems(read(document(100, "", DISABLED)))).isEmpty();
        assertThat(Documents.problems(read(document(101, "", DISABLED))))
                .containsExactly(
                        "dist.json:1:2 Origins: TooManyOrigins: holds 101, and CloudFront takes at most 100; remove some");
    }

    @Test
    void seventyFiveBehaviorsAreTakenAndOneMoreIsTooMany() {
        IntFunction<String> behavior = i -> "{\"PathPattern\": \"/" + i + "\", " + BEHAVIOR + ", " + DISABLED + "}";
        assertThat(Documents.problems(read(document(1, "\"CacheBehaviors\": " + list(75, behavior), DISABLED))))
                .isEmpty();
        assertThat(Documents.problems(read(document(1, "\"CacheBehaviors\": " + list(76, behavior), DISABLED))))
                .singleElement()
                .asString()
                .contains(" CacheBehaviors: TooManyCacheBehaviors: holds 76, and CloudFront takes at most 75");
    }

    @Test
    void hundredAliasesAreTakenAndOneMoreIsTooMany() {
        IntFunction<String> alias = i -> "\"a" + i + ".example.com\"";
        assertThat(Documents.problems(read(document(1, "\"Aliases\": " + list(100, alias), DISABLED))))
                .isEmpty();
        assertThat(Documents.problems(read(document(1, "\"Aliases\": " + list(101, alias), DISABLED))))
                .singleElement()
                .asString()
                .contains(" Aliases: TooManyDistributionCNAMEs: holds 101, and CloudFront takes at most 100");
    }

    /** CF-22. */
    @Test
    void elevenOriginGroupsAreTooMany() {
        IntFunction<String> group = i -> "{\"Id\": \"g" + i + "\", \"FailoverCriteria\": {\"StatusCodes\":"
                + " {\"Quantity\": 1, \"Items\": [500]}}, \"Members\": {\"Quantity\": 2, \"Items\": [{\"OriginId\": \"o0\"},"
                + " {\"OriginId\": \"o1\"}]}}";
        assertThat(Documents.problems(read(document(2, "\"OriginGroups\": " + list(10, group), DISABLED))))
                .noneMatch(it -> it.contains("TooMany"));
        assertThat(Documents.problems(read(document(2, "\"OriginGroups\": " + list(11, group), DISABLED))))
                .anyMatch(
                        it -> it.contains(
                                " OriginGroups: TooManyOriginGroupsPerDistribution: holds 11, and CloudFront takes at most 10"));
    }

    /** CF-22. */
    @Test
    void thirtyCustomHeadersAreTakenAndOneMoreIsTooMany() {
        assertThat(Documents.problems(read(withHeaders(30)))).isEmpty();
        assertThat(Documents.problems(read(withHeaders(31))))
                .singleElement()
                .asString()
                .contains("Origins.Items[0].CustomHeaders: ", "(TooManyOriginCustomHeaders)");
    }

    @Test
    void longHeaderValuesAreRefusedWithoutRepeatingThem() {
        String document = document(1, "", DISABLED)
                .replace(
                        CUSTOM,
                        "\"CustomHeaders\": {\"Quantity\": 1, \"Items\": [{\"HeaderName\": \"X-A\", \"HeaderValue\": \""
                                + "s3cret".repeat(300) + "\"}]}, " + CUSTOM);
        assertThat(Documents.problems(read(document)))
                .singleElement()
                .asString()
                .contains("CustomHeaders.Items[0].HeaderValue: is longer than 1783 characters")
                .doesNotContain("s3cret");
    }

    @Test
    void tenOfEachForwardedValueAreTakenAndOneMoreIsTooMany() {
        assertThat(Documents.problems(read(document(1, "", forwarded(10))))).isEmpty();
        assertThat(Documents.problems(read(document(1, "", forwarded(11)))))
                .hasSize(3)
                .anyMatch(it -> it.contains("ForwardedValues.Headers: TooManyHeadersInForwardedValues: holds 11"))
                .anyMatch(it -> it.contains(
                        "ForwardedValues.Cookies.WhitelistedNames: TooManyCookieNamesInWhiteList: holds 11"))
                .anyMatch(it ->
                        it.contains("ForwardedValues.QueryStringCacheKeys: TooManyQueryStringParameters: holds 11"));
    }

    private static String forwarded(int count) {
        IntFunction<String> name = i -> "\"n" + i + "\"";
        return "\"ForwardedValues\": {\"QueryString\": true, \"Cookies\": {\"Forward\": \"whitelist\","
                + " \"WhitelistedNames\": " + list(count, name) + "}, \"Headers\": " + list(count, name)
                + ", \"QueryStringCacheKeys\": " + list(count, name) + "}";
    }

    private static String withHeaders(int count) {
        return document(1, "", DISABLED)
                .replace(
                        CUSTOM,
                        "\"CustomHeaders\": "
                                + list(count, i -> "{\"HeaderName\": \"X-" + i + "\", \"HeaderValue\": \"v\"}") + ", "
                                + CUSTOM);
    }

    private static String document(int origins, String more, String forwarding) {
        String list = list(
                origins, i -> "{\"Id\": \"o" + i + "\", \"DomainName\": \"o" + i + ".example.com\", " + CUSTOM + "}");
        return "{\"Origins\": " + list + ", \"Enabled\": true, " + (more.isEmpty() ? "" : more + ", ")
                + "\"DefaultCacheBehavior\": {" + BEHAVIOR + ", " + forwarding + "}}";
    }

    private static String list(int count, IntFunction<String> item) {
        return "{\"Quantity\": " + count + ", \"Items\": ["
                + IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(", ")) + "]}";
    }

    private ConfigResult read(String document) {
        return Documents.read(directory, document);
    }
}
