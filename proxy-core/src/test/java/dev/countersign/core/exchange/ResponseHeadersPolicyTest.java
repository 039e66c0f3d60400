package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code responseHeadersPolicy}: what viewers get of it. */
final class ResponseHeadersPolicyTest {
    private static final String CORS_OF_TWO =
            "{corsConfig: {accessControlAllowOrigins: [\"https://shop.test\", \"https://*.shop.test\"],"
                    + " accessControlAllowMethods: [GET, PUT], accessControlAllowHeaders: [X-A, X-B], accessControlMaxAgeSec: 600,"
                    + " accessControlExposeHeaders: [X-C], accessControlAllowCredentials: true}}";

    @TempDir
    Path directory;

    /** What a viewer gets of a response with these lines, asked for with those lines. */
    private RawResponse got(String policy, String method, String asked, String answered) throws Exception {
        try (ScriptedOrigin origin = answering("HTTP/1.1 200 OK\r\n" + answered + "Content-Length: 0\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("responseHeadersPolicy: " + policy)
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " / HTTP/1.1\r\nHost: a\r\n" + asked + "\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(200);
            return response;
        }
    }

    private RawResponse got(String policy, String answered) throws Exception {
        return got(policy, "GET", "", answered);
    }

    private static List<String> corsLines(RawResponse response) {
        return response.head()
                .lines()
                .filter(line -> line.startsWith("Access-Control-") || line.startsWith("Vary"))
                .toList();
    }

    /** What the origin gets is the origin request policy's matter, and nothing to the viewer. */
    @Test
    void preflightIsOneAlsoWhereTheOriginDoesNotGetItsFields() throws Exception {
        try (ScriptedOrigin origin = answering("HTTP/1.1 204 No Content\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("allowedMethods: [GET, HEAD, OPTIONS],"
                                + " originRequestPolicy: {headers: none, cookies: all, queryStrings: all},"
                                + " responseHeadersPolicy: " + CORS_OF_TWO)
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(
                    "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.test\r\nAccess-Control-Request-Method: PUT\r\n\r\n");
            assertThat(viewer.readHead())
                    .contains("Access-Control-Allow-Methods: GET, PUT\r\n", "Access-Control-Max-Age: 600\r\n");
            assertThat(origin.nextConnection().received()).doesNotContain("Access-Control");
        }
    }

    @Test
    void securityHeadersPolicyReplacesOnlyContentTypeOptions() throws Exception {
        RawResponse bare = got("SecurityHeadersPolicy", "");
        assertThat(bare.header("Strict-Transport-Security")).containsExactly("max-age=31536000");
        assertThat(bare.header("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(bare.header("X-Frame-Options")).containsExactly("SAMEORIGIN");
        assertThat(bare.header("X-XSS-Protection")).containsExactly("1; mode=block");
        assertThat(bare.header("Referrer-Policy")).containsExactly("strict-origin-when-cross-origin");
        RawResponse own = got(
                "67f7725c-6f97-4210-82d7-5512b31e9d03",
                "x-content-type-options: sniff\r\nX-Frame-options: DENY\r\nReferrer-Policy: origin\r\n");
        assertThat(own.header("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(own.header("X-Frame-Options")).containsExactly("DENY");
        assertThat(own.header("Referrer-Policy")).containsExactly("origin");
        assertThat(own.header("Strict-Transport-Security")).containsExactly("max-age=31536000");
    }

    @Test
    void customHeadersReplaceWhatTheOriginSentOnlyWhereToldTo() throws Exception {
        String policy = "{customHeadersConfig: [{header: X-Mine, value: \"a b\", override: true},"
                + " {header: X-Yours, value: mine}, {header: X-New, value: new}, {header: X-Empty}]}";
        RawResponse response =
                got(policy, "X-Mine: 1\r\nx-mine: 2\r\nX-Yours: yours\r\nX-Yours: too\r\nX-Other: o\r\n");
        assertThat(response.header("X-Mine")).containsExactly("a b");
        assertThat(response.header("X-Yours")).containsExactly("yours", "too");
        assertThat(response.header("X-New")).containsExactly("new");
        assertThat(response.header("X-Empty")).containsExactly("");
        assertThat(response.header("X-Other")).containsExactly("o");
        assertThat(response.header("Content-Length")).containsExactly("0");
    }

    @Test
    void whatIsRemovedIsRemovedBeforeAnythingIsAdded() throws Exception {
        String policy = "{removeHeadersConfig: [X-Powered-By, X-Back, Date],"
                + " customHeadersConfig: [{header: X-Back, value: ours}]}";
        RawResponse response = got(
                policy,
                "x-powered-BY: a\r\nX-Powered-By: b\r\nX-Back: theirs\r\nX-Stays: s\r\nDate: d\r\nServer: s\r\n");
        assertThat(response.header("X-Powered-By")).isEmpty();
        assertThat(response.header("Date")).isEmpty();
        assertThat(response.header("X-Back")).containsExactly("ours");
        assertThat(response.header("X-Stays")).containsExactly("s");
        assertThat(response.header("Server")).containsExactly("s");
    }

    @ParameterizedTest
    @CsvSource({"'', countersign", "'customHeadersConfig: [{header: sErver, value: own}],', own"})
    void removedServerMakesRoomForTheEdges(String further, String server) throws Exception {
        RawResponse response = got("{" + further + " removeHeadersConfig: [server]}", "Server: secret/1.2\r\n");
        assertThat(response.header("Server")).containsExactly(server);
    }

    @Test
    void simpleCorsAnswersRequestsOfOtherOriginsAlone() throws Exception {
        assertThat(corsLines(got("SimpleCORS", ""))).isEmpty();
        assertThat(corsLines(got("SimpleCORS", "GET", "Origin: https://any.test\r\n", "")))
                .containsExactly("Access-Control-Allow-Origin: *");
        assertThat(corsLines(got("SimpleCORS", "GET", "Origin: null\r\n", "access-control-allow-origin: x\r\n")))
                .as("the origin's own stays")
                .isEmpty();
    }

    /** A preflight request is the origin's to answer; the policy adds to what it says. */
    @Test
    void preflightRequestIsToldMore() throws Exception {
        String preflight = "Origin: https://any.test\r\nAccess-Control-Request-Method: PUT\r\n";
        assertThat(corsLines(got("CORS-With-Preflight", "OPTIONS", preflight, "")))
                .containsExactlyInAnyOrder(
                        "Access-Control-Allow-Origin: *",
                        "Access-Control-Expose-Headers: *",
                        "Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE");
        assertThat(corsLines(got("CORS-With-Preflight", "OPTIONS", "Origin: https://any.test\r\n", "")))
                .doesNotContain("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE");
        assertThat(corsLines(got("CORS-With-Preflight", "GET", preflight, "")))
                .doesNotContain("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE");
        assertThat(corsLines(got(CORS_OF_TWO, "OPTIONS", preflight.replace("any", "a.shop"), "")))
                .containsExactlyInAnyOrder(
                        "Vary: Origin",
                        "Access-Control-Allow-Origin: https://a.shop.test",
                        "Access-Control-Allow-Credentials: true",
                        "Access-Control-Expose-Headers: X-C",
                        "Access-Control-Allow-Methods: GET, PUT",
                        "Access-Control-Allow-Headers: X-A, X-B",
                        "Access-Control-Max-Age: 600");
    }

    @Test
    void allowedOriginIsRepeatedAndCachesAreToldSo() throws Exception {
        assertThat(corsLines(got(CORS_OF_TWO, "GET", "Origin: https://shop.test\r\n", "Vary: Accept\r\n")))
                .containsExactlyInAnyOrder(
                        "Vary: Accept",
                        "Vary: Origin",
                        "Access-Control-Allow-Origin: https://shop.test",
                        "Access-Control-Allow-Credentials: true",
                        "Access-Control-Expose-Headers: X-C");
        assertThat(corsLines(got(CORS_OF_TWO, ""))).containsExactly("Vary: Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://shop.test",
                "https://shop.test:8443",
                "https://xshop.test",
                "https://shop.test.evil.test",
                "https://evil.test/.shop.test",
                "https://evil.test#.shop.test",
                "https://.shop.test@evil.test",
                "https://",
                "https://.shop.test:",
                "null",
                "",
                "https",
                "https://shop.test, https://evil.test",
            })
    void originThatIsNotAllowedIsToldNothing(String origin) throws Exception {
        String told = origin.equals("https://.shop.test:") ? "https://evil.test:" : origin;
        assertThat(corsLines(got(CORS_OF_TWO, "GET", "Origin: " + told + "\r\n", "")))
                .containsExactly("Vary: Origin");
    }

    @Test
    void repeatedOriginIsToldNothing() throws Exception {
        String twice = "Origin: https://shop.test\r\nOrigin: https://shop.test\r\n";
        assertThat(corsLines(got("SimpleCORS", "GET", twice, ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, http://example.com, true",
        "example.com, https://EXAMPLE.com, true",
        "example.com, ftp://example.com, false",
        "example.com, https://a.example.com, false",
        "*.example.com, https://a.b.example.com, true",
        "*.example.com, https://example.com, false",
        "*.example.com, https://.example.com, false",
        "https://example.com, https://example.com:444, false",
        "https://example.com:444, https://example.com:444, true",
        "https://example.com:444, https://example.com, false",
        "http://localhost:*, http://localhost:3000, true",
        "http://localhost:*, http://localhost, true",
        "http://localhost:*, http://localhost:3000a, false",
        "http://*.localhost:*, http://a.localhost:1, true",
    })
    void originsMatchAsTheyAreWritten(String pattern, String origin, boolean allowed) throws Exception {
        String policy = "{corsConfig: {accessControlAllowOrigins: [\"" + pattern + "\"]}}";
        List<String> told = got(policy, "GET", "Origin: " + origin + "\r\n", "").header("Access-Control-Allow-Origin");
        assertThat(told).isEqualTo(allowed ? List.of(origin) : List.of());
    }

    /** Where the policy decides, whatever the origin says to scripts goes: half of each would be neither's intent. */
    @Test
    void overridingPolicyLeavesNothingOfTheOrigins() throws Exception {
        String policy = "{corsConfig: {accessControlAllowOrigins: [\"https://shop.test\"], originOverride: true}}";
        String theirs = "Access-Control-Allow-Origin: https://evil.test\r\naccess-control-allow-credentials: true\r\n";
        assertThat(corsLines(got(policy, "GET", "Origin: https://shop.test\r\n", theirs)))
                .containsExactlyInAnyOrder("Vary: Origin", "Access-Control-Allow-Origin: https://shop.test");
        assertThat(corsLines(got(policy, "GET", "Origin: https://evil.test\r\n", theirs)))
                .containsExactly("Vary: Origin");
    }

    /** So that a script can read the status of an error, and a frame of it is as forbidden as of anything else. */
    @Test
    void pagesOfTheEdgeGetTheSameHeaders() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(RawConnection::readHead);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("connectionAttempts: 1")
                        .withBehavior(
                                "responseHeadersPolicy: {securityHeadersConfig: {frameOptions: {frameOption: DENY}},"
                                        + " corsConfig: {accessControlAllowOrigins: [\"https://shop.test\"]},"
                                        + " customHeadersConfig: [{header: X-A, value: a}, {header: Server, value: x},"
                                        + " {header: Content-Type, value: text/x}], removeHeadersConfig: [Server]}")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.test\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.header("X-A")).containsExactly("a");
            assertThat(response.header("X-Frame-Options")).containsExactly("DENY");
            assertThat(response.header("Vary")).containsExactly("Origin");
            assertThat(response.header("Access-Control-Allow-Origin")).containsExactly("https://shop.test");
            assertThat(response.header("Server")).containsExactly("countersign");
            assertThat(response.header("Content-Type")).containsExactly("text/html; charset=utf-8");
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
        }
    }

    @Test
    void redirectToHttpsGetsNone() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior(
                                "viewerProtocolPolicy: redirect-to-https, responseHeadersPolicy: SecurityHeadersPolicy")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(301);
            assertThat(response.header("X-Frame-Options")).isEmpty();
        }
    }

    /** Lines that were added to one response are not in the next one on the same connections. */
    @Test
    void everyResponseBeginsAnew() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        try (ScriptedOrigin origin = answering(answer, answer, answer);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("responseHeadersPolicy: CORS-and-SecurityHeadersPolicy")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String asked : List.of("Origin: https://a.test\r\n", "", "Origin: https://a.test\r\n")) {
                viewer.send("GET / HTTP/1.1\r\nHost: a\r\n" + asked + "\r\n");
                RawResponse response = viewer.readResponse();
                assertThat(response.header("X-Frame-Options")).containsExactly("SAMEORIGIN");
                assertThat(response.header("Access-Control-Allow-Origin")).hasSize(asked.isEmpty() ? 0 : 1);
            }
        }
    }
}
