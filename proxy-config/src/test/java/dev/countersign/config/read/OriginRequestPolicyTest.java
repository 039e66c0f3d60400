package dev.countersign.config.read;

import static dev.countersign.config.policy.NameChoice.ALL;
import static dev.countersign.config.policy.NameChoice.NONE;
import static dev.countersign.config.policy.NameChoice.allExcept;
import static dev.countersign.config.policy.NameChoice.whitelist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.policy.OriginRequestPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OriginRequestPolicyTest {
    private static OriginRequestPolicy policy(String written) {
        String target = "targetOriginId: partner-a";
        return Readings.valid(Readings.BASE.replace(target, target + "\n      originRequestPolicy: " + written))
                .distributions()
                .get(0)
                .defaultBehavior()
                .originRequestPolicy();
    }

    @ParameterizedTest
    @CsvSource({
        "AllViewer, 216adef6-5c7f-47e4-b989-5492eafa07d3",
        "HostHeaderOnly, bf0718e1-ba1e-49d1-88b1-f726733018ae",
        "AllViewerExceptHostHeader, b689b0a8-53d0-40ab-baf2-68738e2966ac",
        "CORS-CustomOrigin, 59781a5b-3903-41f3-afcb-af62929ccde1",
        "CORS-S3Origin, 88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
        "UserAgentRefererHeaders, acba4595-bd28-49b8-b9fe-13317c0390fa",
        "Elemental-MediaTailor-PersonalizedManifests, 775133bc-15f2-49f9-abea-afb2e0bf67d2",
    })
    void managedPoliciesHaveANameAndAnId(String name, String id) {
        assertThat(policy(name)).isEqualTo(policy(id));
    }

    @Test
    void managedPoliciesSelectWhatCloudFrontsDo() {
        assertThat(policy("AllViewerExceptHostHeader")).isEqualTo(new OriginRequestPolicy(allExcept("Host"), ALL, ALL));
        assertThat(policy("CORS-CustomOrigin")).isEqualTo(new OriginRequestPolicy(whitelist("Origin"), NONE, NONE));
        assertThat(policy("UserAgentRefererHeaders"))
                .isEqualTo(new OriginRequestPolicy(whitelist("User-Agent", "Referer"), NONE, NONE));
        assertThat(policy("Elemental-MediaTailor-PersonalizedManifests").queryStrings())
                .isEqualTo(ALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AllViewer | true",
                "HostHeaderOnly | true",
                "AllViewerExceptHostHeader | false",
                "CORS-CustomOrigin | false",
                "{headers: allViewer, cookies: none, queryStrings: none} | true",
                "{headers: none, cookies: none, queryStrings: none} | false",
                "{headers: {behavior: allExcept, items: [X-A]}, cookies: none, queryStrings: none} | true",
                "{headers: {behavior: allExcept, items: [X-A, hOST]}, cookies: none, queryStrings: none} | false",
                "{headers: {behavior: whitelist, items: [HOST]}, cookies: none, queryStrings: none} | true",
            })
    void hostIsForwardedWhereHeadersIncludeIt(String written, boolean forwarded) {
        assertThat(policy(written).forwardsHost()).isEqualTo(forwarded);
    }

    @Test
    void absentMeansAllButHost() {
        assertThat(Readings.valid(Readings.BASE)
                        .distributions()
                        .get(0)
                        .defaultBehavior()
                        .originRequestPolicy())
                .isEqualTo(policy("AllViewerExceptHostHeader"));
    }

    @Test
    void wordsAndMappingsSayTheSame() {
        OriginRequestPolicy expected = new OriginRequestPolicy(NONE, whitelist("a", "B"), allExcept("c d", "ä"));
        assertThat(policy("{headers: none, cookies: {behavior: whitelist, items: [a, B]},"
                        + " queryStrings: {behavior: allExcept, items: [\"c d\", ä]}}"))
                .isEqualTo(expected);
        assertThat(policy("{headers: {behavior: none}, cookies: {behavior: whitelist, items: [a, B]},"
                        + " queryStrings: {behavior: allExcept, items: [\"c d\", ä]}}"))
                .isEqualTo(expected);
    }
}
