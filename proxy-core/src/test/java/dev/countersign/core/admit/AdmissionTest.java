package dev.countersign.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Legal requests that may not go to their origin, and what the viewer is told instead. */
final class AdmissionTest {
    @TempDir
    Path directory;

    private ScriptedOrigin origin;

    @BeforeEach
    void startOrigin() {
        origin = ScriptedOrigin.plain(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            connection.closed();
        });
    }

    @AfterEach
    void stopOrigin() {
        origin.close();
    }

    private static String request(String method, String... lines) {
        return method + " / HTTP/1.1\r\nHost: shop.test\r\n" + String.join("", lines) + "\r\n";
    }

    private RawResponse ask(OneOrigin configuration, String request) throws Exception {
        try (RunningProxy proxy = configuration.start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            return viewer.readResponse();
        }
    }

    private void refused(OneOrigin configuration, String request, String type) throws Exception {
        try (RunningProxy proxy = configuration.start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 0; i < 2; i++) { // the connection goes on
                viewer.send(request);
                RawResponse page = viewer.readResponse();
                assertThat(page.status()).isEqualTo(403);
                assertThat(page.header("x-cache")).containsExactly("Error from countersign");
                assertThat(page.header("server")).containsExactly("countersign");
                LogLine line = proxy.log().next();
                assertThat(line.get("error.type")).isEqualTo(type);
                assertThat(line.get("request.id"))
                        .isEqualTo(page.header("x-amz-cf-id").get(0));
                assertThat(line.get("origin.attempts")).isEmpty();
            }
            assertThat(proxy.meters().count("refused " + type)).isEqualTo(2);
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void hostThatNoDistributionAnswersIsRefused() throws Exception {
        refused(
                OneOrigin.plain(origin).withDistribution("aliases: [other.test, \"*.shop.test\"]"),
                request("GET"),
                "unknown_host");
    }

    @Test
    void aliasesAnswerInAnyCaseAndWithAnyPort() throws Exception {
        OneOrigin shop = OneOrigin.plain(origin).withDistribution("aliases: [shop.test, \"*.shop.test\"]");
        for (String host :
                new String[] {"shop.test", "SHOP.test:8443", "shop.test.", "a.shop.test", "b.a.Shop.test:1"}) {
            assertThat(ask(shop, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status())
                    .as(host)
                    .isEqualTo(200);
        }
        assertThat(ask(shop, "GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(403);
    }

    @Test
    void http10WithoutHostGoesToTheDistributionWithoutAliases() throws Exception {
        assertThat(ask(OneOrigin.plain(origin), "GET / HTTP/1.0\r\n\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void disabledDistributionRefuses() throws Exception {
        refused(OneOrigin.plain(origin).withDistribution("enabled: false"), request("GET"), "distribution_disabled");
    }

    @Test
    void connectAndTraceAreRefusedOnEveryOrigin() throws Exception {
        refused(OneOrigin.plain(origin), request("TRACE"), "method_refused");
        refused(
                OneOrigin.plain(origin),
                "CONNECT shop.test:443 HTTP/1.1\r\nHost: shop.test:443\r\n\r\n",
                "method_refused");
    }

    /** FW-5. */
    @Test
    void methodsThatAreNotAllowedAreRefused() throws Exception {
        OneOrigin reading = OneOrigin.plain(origin).withBehavior("allowedMethods: [GET, HEAD]");
        refused(reading, request("DELETE"), "method_not_allowed");
        refused(OneOrigin.plain(origin), request("BREW"), "method_not_allowed");
        refused(OneOrigin.plain(origin), request("get"), "method_not_allowed");
        assertThat(ask(reading, request("GET")).status()).isEqualTo(200);
    }

    /** FW-5. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1\r\n", "Transfer-Encoding: chunked\r\n"})
    void getWithABodyIsRefused(String framing) throws Exception {
        try (RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request("GET", framing));
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(403);
            assertThat(page.header("connection")).containsExactly("close");
            assertThat(proxy.log().next().get("error.type")).isEqualTo("get_with_body");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void getThatDeclaresNoBodyAndOtherMethodsWithOnePass() throws Exception {
        OneOrigin shop = OneOrigin.plain(origin);
        assertThat(ask(shop, request("GET", "Content-Length: 0\r\n")).status()).isEqualTo(200);
        for (String method : new String[] {"HEAD", "OPTIONS", "DELETE", "POST"}) {
            try (RunningProxy proxy = shop.start(directory);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(request(method, "Content-Length: 1\r\n") + "x");
                assertThat(viewer.readHead()).as(method).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void uploadThatIsRefusedEndsItsConnection() throws Exception {
        OneOrigin reading = OneOrigin.plain(origin).withBehavior("allowedMethods: [GET, HEAD]");
        try (RunningProxy proxy = reading.start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request("POST", "Content-Length: 100\r\n") + "GET /smuggled");
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(403);
            assertThat(page.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
        }
    }

    /** FW-8. */
    @ParameterizedTest
    @CsvSource({
        "allow-all, GET, 200",
        "allow-all, POST, 200",
        "https-only, GET, 403",
        "https-only, POST, 403",
        "redirect-to-https, GET, 301",
        "redirect-to-https, HEAD, 301",
        "redirect-to-https, POST, 307",
        "redirect-to-https, PUT, 307",
        "redirect-to-https, OPTIONS, 307",
    })
    void viewerProtocolPolicyDecidesOverPlainHttp(String policy, String method, int status) throws Exception {
        try (RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("viewerProtocolPolicy: " + policy)
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request(method));
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 " + status + " ");
            LogLine line = proxy.log().next();
            assertThat(line.get("result_type"))
                    .isEqualTo(status == 200 ? "Miss" : status == 403 ? "Error" : "Redirect");
            assertThat(origin.connections()).isEqualTo(status == 200 ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop.test, /a?b=%20c, https://shop.test/a?b=%20c",
        "shop.test:8080, /, https://shop.test/",
        "shop.test:, /, https://shop.test/",
        "Shop.Test, //x/../y?, https://Shop.Test//x/../y?",
        "[2001:db8::1], /, https://[2001:db8::1]/",
        "[2001:db8::1]:8080, /a, https://[2001:db8::1]/a",
        "shop.test:80, http://shop.test:80/a?b, https://shop.test/a?b",
        "shop.test, http://shop.test, https://shop.test/",
        "shop.test, http://shop.test?a, https://shop.test/?a",
    })
    void redirectPointsToTheSameUrlWithoutThePort(String host, String target, String location) throws Exception {
        try (RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("viewerProtocolPolicy: redirect-to-https")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 0; i < 2; i++) {
                viewer.send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
                RawResponse redirect = viewer.readResponse();
                assertThat(redirect.status()).isEqualTo(301);
                assertThat(redirect.header("location")).containsExactly(location);
            }
            assertThat(origin.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost:\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: shop.test\r\n\r\n",
                "POST / HTTP/1.0\r\nHost: shop.test\r\n\r\n",
            })
    void requestWithoutAUrlToPointToIsRefusedInsteadOfRedirected(String request) throws Exception {
        RawResponse page =
                ask(OneOrigin.plain(origin).withBehavior("viewerProtocolPolicy: redirect-to-https"), request);
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.header("location")).isEmpty();
    }

    @Test
    void viewersOverTlsMeetNoProtocolPolicy() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        CertificateFiles files = authority.server("shop.test").writeTo(directory, "shop");
        for (String policy : new String[] {"https-only", "redirect-to-https"}) {
            try (RunningProxy proxy = OneOrigin.plain(origin)
                            .withListener("bind: \"127.0.0.1:0\", tls: {certificates: [{chain: \"%s\", key: \"%s\"}]}"
                                    .formatted(files.chain(), files.key()))
                            .withBehavior("viewerProtocolPolicy: " + policy)
                            .start(directory);
                    RawConnection viewer = RawViewer.tls(JdkTls.trusting(authority), "shop.test", proxy.port())) {
                viewer.send(request("GET"));
                assertThat(viewer.readResponse().status()).isEqualTo(200);
                assertThat(proxy.log().next().get("url.scheme")).isEqualTo("https");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3OriginConfig: {}", "vpcOriginConfig: {vpcOriginId: vo-1}"})
    void originsThatAreNotServedHereAreAnsweredWithoutBeingContacted(String kind) throws Exception {
        String yaml = """
                listeners: [{bind: "127.0.0.1:0"}]
                distributions:
                  - {id: d, origins: [{id: o, domainName: origin.test, address: 127.0.0.1, %s}],
                    defaultCacheBehavior: {targetOriginId: o, allowedMethods: [GET, HEAD]}}
                """.formatted(kind);
        try (RunningProxy proxy = RunningProxy.start(directory, yaml);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 0; i < 2; i++) { // the connection goes on
                viewer.send(request("GET"));
                RawResponse page = viewer.readResponse();
                assertThat(page.status()).isEqualTo(502);
                assertThat(page.header("x-cache")).containsExactly("Error from countersign");
                LogLine line = proxy.log().next();
                assertThat(line.get("error.type")).isEqualTo("origin_not_available");
                assertThat(line.get("error.message")).isEqualTo("S3 and VPC origins are not available here.");
                assertThat(line.get("detailed_result_type")).isEqualTo("OriginConnectError");
                assertThat(line.get("origin")).isEqualTo("o");
                assertThat(line.get("origin.attempts")).isEmpty();
            }
            viewer.send(request("POST", "Content-Length: 0\r\n"));
            assertThat(viewer.readResponse().status()).isEqualTo(403); // what the behavior refuses goes first
        }
    }

    /** NS-1 (b), and the half of NS-2 that is refused. */
    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, WebSocket is not available on an origin that uses a client certificate., websocket_refused",
        "'Upgrade: h2c, WebSocket', WebSocket is not available on an origin that uses a client certificate., websocket_refused",
        "Content-Type: application/grpc, gRPC is not available on an origin that uses a client certificate., grpc_refused",
        "Content-Type: application/grpc+proto, gRPC is not available on an origin that uses a client certificate., grpc_refused",
        "Content-Type: Application/gRPC; a=b, gRPC is not available on an origin that uses a client certificate., grpc_refused",
    })
    void protocolsThatAnMtlsOriginDoesNotCarryAreRefusedBeforeItIsContacted(String line, String rule, String type)
            throws Exception {
        try (RunningProxy proxy = mtls(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request("GET", "Connection: Upgrade\r\n", line + "\r\n"));
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(403);
            assertThat(page.text()).contains(rule);
            LogLine logged = proxy.log().next();
            assertThat(logged.get("error.type")).isEqualTo(type);
            assertThat(logged.get("origin.mtls.outcome")).isEqualTo("protocol_refused");
            assertThat(origin.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: h2c", "Content-Type: application/grpc-web", "Content-Type: application/json"})
    void otherProtocolsAreSentToAnMtlsOrigin(String line) throws Exception {
        try (ScriptedOrigin contacted = ScriptedOrigin.plain(connection -> connection.readExactly(1));
                RunningProxy proxy = mtls(contacted).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request("GET", line + "\r\n"));
            assertThat(viewer.readResponse().status())
                    .isEqualTo(502); // its handshake fails; what counts is that it began
            assertThat(contacted.nextConnection().received()).isEqualTo("\u0016");
        }
    }

    /** NS-1 (c). */
    @Test
    void grpcIsSentToAnOriginWithoutMtls() throws Exception {
        assertThat(ask(
                                OneOrigin.plain(origin),
                                request("POST", "Content-Type: application/grpc\r\n", "Content-Length: 0\r\n"))
                        .status())
                .isEqualTo(200);
    }

    private OneOrigin mtls(ScriptedOrigin origin) {
        TestAuthority authority = TestAuthority.create("ca");
        CertificateFiles client = authority.client("partner").writeTo(directory, "client");
        return OneOrigin.tls(origin, authority.writeTo(directory, "ca"))
                .andCustom("originMtlsConfig: {clientCertificate: {chain: \"%s\", key: \"%s\"}}"
                        .formatted(client.chain(), client.key()));
    }
}
