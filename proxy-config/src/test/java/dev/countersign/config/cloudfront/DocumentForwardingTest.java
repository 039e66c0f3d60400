package dev.countersign.config.cloudfront;

import static dev.countersign.config.policy.NameChoice.ALL;
import static dev.countersign.config.policy.NameChoice.NONE;
import static dev.countersign.config.policy.NameChoice.allExcept;
import static dev.countersign.config.policy.NameChoice.whitelist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forwarding half of cache policies and ForwardedValues is honoured, together with the origin request policy. */
final class DocumentForwardingTest {
    private static final String DISABLED = cached("4135ea2d-6df8-44a3-9df3-4b5a84be39ad");
    private static final String OPTIMIZED = cached("658327ea-f89d-4fab-a63d-7e88639e58f6");
    private static final String UNCOMPRESSED = cached("b2884449-e4de-46a7-ac36-70bc7f1ddd6d");
    private static final String ORIGIN_CONTROLS = cached("83da9c7e-98b4-4e11-a168-04f0df8e2c65");
    private static final String ORIGIN_CONTROLS_QUERY = cached("4cc15a8a-d715-48a4-82b8-cc0b614638fe");
    private static final String AMPLIFY = cached("2e54312d-136d-493c-8eb9-b001f22f67d2");

    private static final String ALL_VIEWER = ", " + asked("216adef6-5c7f-47e4-b989-5492eafa07d3");
    private static final String EXCEPT_HOST = ", " + asked("b689b0a8-53d0-40ab-baf2-68738e2966ac");
    private static final String CORS = ", " + asked("59781a5b-3903-41f3-afcb-af62929ccde1");
    private static final String WITH_CLOUDFRONT = ", " + asked("33f36d7e-f396-46d9-90e0-52428a34d9dc");

    private static final String[] UNNAMED = {
        "Host", "Accept", "Accept-Charset", "Accept-Language", "Referer", "User-Agent"
    };

    @TempDir
    Path directory;

    static Stream<Arguments> behaviors() {
        return Stream.of(
                sent("\"Compress\": false", NONE, NONE, NONE),
                sent(DISABLED, NONE, NONE, NONE),
                sent(OPTIMIZED, NONE, NONE, NONE),
                sent(UNCOMPRESSED, NONE, NONE, NONE),
                sent(OPTIMIZED + CORS, whitelist("Origin"), NONE, NONE),
                sent(DISABLED + ALL_VIEWER, ALL, ALL, ALL),
                sent(DISABLED + WITH_CLOUDFRONT, ALL, ALL, ALL),
                sent(DISABLED + EXCEPT_HOST, allExcept("Host"), ALL, ALL),
                sent(ORIGIN_CONTROLS, whitelist("Host", "Origin", "X-HTTP-Method", "X-Method-Override"), ALL, NONE),
                sent(
                        ORIGIN_CONTROLS_QUERY + CORS,
                        whitelist("Host", "Origin", "X-HTTP-Method", "X-Method-Override"),
                        ALL,
                        ALL),
                sent(ORIGIN_CONTROLS + EXCEPT_HOST, ALL, ALL, ALL),
                sent(AMPLIFY, whitelist("Authorization", "Host"), ALL, ALL),
                sent(forwarded("false", "none", ""), allExcept(UNNAMED), NONE, NONE),
                sent(forwarded("true", "all", ""), allExcept(UNNAMED), ALL, ALL),
                sent(
                        forwarded(
                                "true",
                                "none",
                                "\"Host\", \"Accept\", \"Authorization\", \"CloudFront-Is-Mobile-Viewer\""),
                        allExcept("Accept-Charset", "Accept-Language", "Referer", "User-Agent"),
                        NONE,
                        ALL),
                sent(forwarded("false", "none", "\"*\""), ALL, NONE, NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("behaviors")
    void whatIsForwardedIsWhatCloudFrontForwards(String members, OriginRequestPolicy expected) {
        ConfigResult result = Documents.read(
                directory,
                Documents.BASE.replace("\"CachePolicyId\": \"4135ea2d-6df8-44a3-9df3-4b5a84be39ad\"", members));
        OriginRequestPolicy policy =
                Documents.distribution(result).defaultBehavior().originRequestPolicy();
        assertThat(policy).isEqualTo(expected);
    }

    private static Arguments sent(String members, NameChoice headers, NameChoice cookies, NameChoice queryStrings) {
        return Arguments.of(members, new OriginRequestPolicy(headers, cookies, queryStrings));
    }

    private static String cached(String id) {
        return "\"CachePolicyId\": \"" + id + "\"";
    }

    private static String asked(String id) {
        return "\"OriginRequestPolicyId\": \"" + id + "\"";
    }

    private static String forwarded(String queryString, String cookies, String headers) {
        long count = headers.isEmpty() ? 0 : headers.split(",", -1).length;
        return "\"ForwardedValues\": {\"QueryString\": " + queryString + ", \"Cookies\": {\"Forward\": \"" + cookies
                + "\"}, \"Headers\": {\"Quantity\": " + count + ", \"Items\": [" + headers + "]}}";
    }
}
