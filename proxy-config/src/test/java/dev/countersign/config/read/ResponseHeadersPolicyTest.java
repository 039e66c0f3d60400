package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseHeadersPolicyTest {
    private static final List<Added> SECURITY_HEADERS = List.of(
            new Added("Strict-Transport-Security", "max-age=31536000", false),
            new Added("X-Content-Type-Options", "nosniff", true),
            new Added("X-Frame-Options", "SAMEORIGIN", false),
            new Added("X-XSS-Protection", "1; mode=block", false),
            new Added("Referrer-Policy", "strict-origin-when-cross-origin", false));

    private static String yaml(String written) {
        String target = "targetOriginId: partner-a";
        return Readings.BASE.replace(target, target + "\n      responseHeadersPolicy: " + written);
    }

    private static Optional<ResponseHeadersPolicy> policy(String written) {
        return Readings.valid(yaml(written))
                .distributions()
                .get(0)
                .defaultBehavior()
                .responseHeadersPolicy();
    }

    private static Cors anyOrigin(List<String> methods, List<String> exposed) {
        return new Cors(List.of("*"), List.of(), methods, false, exposed, Optional.empty(), false);
    }

    @ParameterizedTest
    @CsvSource({
        "SimpleCORS, 60669652-455b-4ae9-85a4-c4c02393f86c",
        "CORS-With-Preflight, 5cc3b908-e619-4b99-88e5-2cf7f45965bd",
        "SecurityHeadersPolicy, 67f7725c-6f97-4210-82d7-5512b31e9d03",
        "CORS-and-SecurityHeadersPolicy, e61eb60c-9c35-4d20-a928-2b84e02af89c",
        "CORS-with-preflight-and-SecurityHeadersPolicy, eaab4381-ed33-4a86-88ca-d9558dc6cd63",
    })
    void managedPoliciesHaveANameAndAnId(String name, String id) {
        assertThat(policy(name)).isPresent().isEqualTo(policy(id));
    }

    @Test
    void managedPoliciesSayWhatCloudFrontsDo() {
        Cors simple = anyOrigin(List.of(), List.of());
        Cors preflight = anyOrigin(List.of("ALL"), List.of("*"));
        assertThat(policy("SecurityHeadersPolicy"))
                .contains(new ResponseHeadersPolicy(SECURITY_HEADERS, Set.of(), Optional.empty()));
        assertThat(policy("SimpleCORS")).contains(new ResponseHeadersPolicy(List.of(), Set.of(), Optional.of(simple)));
        assertThat(policy("CORS-With-Preflight"))
                .contains(new ResponseHeadersPolicy(List.of(), Set.of(), Optional.of(preflight)));
        assertThat(policy("CORS-and-SecurityHeadersPolicy"))
                .contains(new ResponseHeadersPolicy(SECURITY_HEADERS, Set.of(), Optional.of(simple)));
        assertThat(policy("CORS-with-preflight-and-SecurityHeadersPolicy"))
                .contains(new ResponseHeadersPolicy(SECURITY_HEADERS, Set.of(), Optional.of(preflight)));
    }

    @Test
    void absentAndNoneChangeNothing() {
        assertThat(policy("none")).isEmpty();
        assertThat(Readings.valid(Readings.BASE)
                        .distributions()
                        .get(0)
                        .defaultBehavior()
                        .responseHeadersPolicy())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{protection: false} | 0",
                "{protection: true} | 1",
                "{protection: true, modeBlock: true} | 1; mode=block",
                "{protection: true, reportUri: /r} | 1; report=/r",
            })
    void xssProtectionIsSpelledAsBrowsersKnowIt(String written, String value) {
        assertThat(policy("{securityHeadersConfig: {xssProtection: " + written + "}}")
                        .orElseThrow()
                        .added())
                .containsExactly(new Added("X-XSS-Protection", value, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://example.com",
                "http://localhost:3000",
                "http://localhost:*",
                "https://*.example.com",
                "*.example.com:8443",
                "example.com",
            })
    void originsMayBeWritten(String origin) {
        assertThat(Readings.problems(yaml("{corsConfig: {accessControlAllowOrigins: [\"" + origin + "\"]}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://",
                "https://example.com/",
                "https://test.*.example.com",
                "https://exa*mple.com",
                "example.*",
                "ftp://example.com",
                "https://example.com:port",
                "https://a b",
                "null\\r\\nX: y",
            })
    void whatIsNoOriginIsRefused(String origin) {
        assertThat(Readings.problems(yaml("{corsConfig: {accessControlAllowOrigins: [\"" + origin + "\"]}}")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "content-LENGTH",
                "Transfer-Encoding",
                "Trailer",
                "Upgrade",
                "Keep-Alive",
                "TE",
                "Via",
                "X-Cache",
                "X-Amz-Cf-Id",
                "X-Edge-Own",
                "Content-Encoding",
            })
    void headersOfTheConnectionAreNeitherAddedNorRemoved(String name) {
        assertThat(Readings.problems(yaml("{customHeadersConfig: [{header: " + name + "}]}")))
                .singleElement()
                .asString()
                .contains("customHeadersConfig[0].header: \"" + name + "\" belongs to the connection or to this edge");
        assertThat(Readings.problems(yaml("{removeHeadersConfig: [" + name + "]}")))
                .singleElement()
                .asString()
                .contains("removeHeadersConfig[0]: \"" + name + "\" belongs to the connection or to this edge");
    }

    /** Nothing that is written may end a line of the response. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-B: c", "a\\nb", "\\0", " a", "a ", "ä", "\\u0085"})
    void valuesThatCouldBreakAResponseAreRefused(String value) {
        assertThat(Readings.problems(yaml("{customHeadersConfig: [{header: X-A, value: \"" + value + "\"}]}")))
                .hasSize(1);
        assertThat(Readings.problems(yaml("{securityHeadersConfig: {contentSecurityPolicy: {contentSecurityPolicy: \""
                        + value + "\"}}}")))
                .hasSize(1);
        assertThat(Readings.problems(yaml(
                        "{securityHeadersConfig: {xssProtection: {protection: true, reportUri: \"" + value + "\"}}}")))
                .hasSize(1);
        assertThat(Readings.problems(yaml("{customHeadersConfig: [{header: \"" + value + "\"}]}")))
                .hasSize(1);
        assertThat(Readings.problems(yaml("{removeHeadersConfig: [\"" + value + "\"]}")))
                .hasSize(1);
    }

    @Test
    void aPolicyHoldsAtMostFiftyHeadersOfEachKind() {
        StringBuilder custom = new StringBuilder();
        StringBuilder removed = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            custom.append("{header: X-").append(i).append("}, ");
            removed.append("X-").append(i).append(", ");
        }
        assertThat(Readings.problems(
                        yaml("{customHeadersConfig: [" + custom + "], removeHeadersConfig: [" + removed + "]}")))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("holds 51 headers; a policy takes at most 50"));
    }
}
