package dev.countersign.core.failover;

import static dev.countersign.core.failover.Groups.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.CountingMeters;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.asking.NginxPage;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origin groups of members that want client certificates. */
final class OriginGroupMtlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
    private static final String COMPLAINT = NginxPage.REJECTED;

    @TempDir
    static Path directory;

    private static Partners partners;

    private final Queue<String> shownToPrimary = new ConcurrentLinkedQueue<>();
    private final Queue<String> shownToSecond = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static ScriptedOrigin origin(
            String version, Queue<String> shown, String response, TestCertificate... accepted) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(accepted)),
                JdkContexts.needing(version),
                connection -> {
                    while (true) {
                        connection.readHead();
                        shown.add(serial(connection));
                        connection.send(response);
                    }
                });
    }

    private static String serial(RawConnection connection) throws IOException {
        X509Certificate leaf = (X509Certificate) connection.session().getPeerCertificates()[0];
        return leaf.getSerialNumber().toString(16);
    }

    private static String serial(TestCertificate certificate) {
        return certificate.leaf().getSerialNumber().toString(16);
    }

    private static RawResponse get(RunningProxy proxy) throws IOException {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            return viewer.readResponse();
        }
    }

    /** CF-21. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void eachMemberSeesItsOwnCertificate(String version) throws Exception {
        try (ScriptedOrigin a = origin(version, shownToPrimary, response(503, "busy"), partners.a, partners.b);
                ScriptedOrigin b = origin(version, shownToSecond, response(200, "fine"), partners.a, partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[503]",
                                partners.byArn("a", a.port(), partners.a),
                                partners.byArn("b", b.port(), partners.b)));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 0; i < 5; i++) {
                viewer.send(GET);
                assertThat(viewer.readResponse().text()).isEqualTo("fine");
                LogLine line = proxy.log().next();
                assertThat(line.get("origin")).isEqualTo("b");
                assertThat(line.get("origin.mtls.serial")).endsWithIgnoringCase(serial(partners.b));
                assertThat(line.text())
                        .contains("\"origin.history\":[{\"origin\":\"a\",\"outcome\":\"accepted\",\"status\":503},"
                                + "{\"origin\":\"b\",\"outcome\":\"accepted\",\"status\":200}]");
            }
            assertThat(shownToPrimary).hasSize(5).containsOnly(serial(partners.a));
            assertThat(shownToSecond).hasSize(5).containsOnly(serial(partners.b));
        }
    }

    /** Its TLS engine, too, is let go of with the event loop: the leak check says if not. */
    @Test
    void connectionThatIsStillDrainedIsClosedWithTheProxy() throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a)),
                        JdkContexts.needing("TLSv1.3"),
                        connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nfirst");
                            connection.closed();
                        });
                ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "fine"), partners.b)) {
            CountingMeters meters;
            try (RunningProxy proxy = RunningProxy.start(
                    directory,
                    Groups.of(
                            "[503]",
                            partners.entry("a", a.port(), partners.a),
                            partners.entry("b", b.port(), partners.b)))) {
                meters = proxy.meters();
                assertThat(get(proxy).text()).isEqualTo("fine");
            }
            meters.await("d/a connections", 0);
        }
    }

    /** A permit is for one origin: over plain HTTP to the one, over TLS, and with a certificate, to the other. */
    @Test
    void membersAreSpokenToEachInItsOwnWay() throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> Groups.answer(connection, response(500, "plain")));
                ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "fine"), partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[500]", OriginEntry.http("a", a.port()), partners.entry("b", b.port(), partners.b)))) {
            assertThat(get(proxy).text()).isEqualTo("fine");
            assertThat(shownToSecond).containsExactly(serial(partners.b));
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("accepted");
            assertThat(line.get("origin.tls.protocol")).isEqualTo("TLSv1.3");
        }
    }

    /** It would be rejected again: no attempt more on that origin. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, [502], 200", "TLSv1.3, [502], 200", "TLSv1.3, '[500, 503, 504]', 502"})
    void certificateThatThePrimaryRejectsFailsOverOn502WithoutAnotherAttempt(
            String version, String criteria, int status) throws Exception {
        try (ScriptedOrigin a = origin(version, shownToPrimary, response(200, "never"), partners.b);
                ScriptedOrigin b = origin(version, shownToSecond, response(200, "fine"), partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                criteria,
                                partners.entry("a", a.port(), partners.a),
                                partners.entry("b", b.port(), partners.b)))) {
            assertThat(get(proxy).status()).isEqualTo(status);
            LogLine line = proxy.log().next();
            assertThat(a.connections()).isEqualTo(1);
            assertThat(b.connections()).isEqualTo(status == 200 ? 1 : 0);
            assertThat(line.get("failover.reason")).isEqualTo(status == 200 ? "client_certificate_rejected" : "");
            assertThat(line.get("origin.attempts")).isEqualTo(status == 200 ? "2" : "1");
            assertThat(line.get("origin.mtls.outcome")).startsWith(status == 200 ? "accepted" : "rejected_");
        }
    }

    @Test
    void primaryWhoseCertificateIsRefusedFailsOverOn502WithoutAnotherAttempt() throws Exception {
        try (ScriptedOrigin a = origin("TLSv1.3", shownToPrimary, response(200, "never"), partners.a);
                ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "fine"), partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[502]",
                                OriginEntry.https("a", a.port())
                                        .trusting(partners.clientBundle()) // which vouches for no server
                                        .presenting(partners.written(partners.a)),
                                partners.entry("b", b.port(), partners.b)))) {
            assertThat(get(proxy).text()).isEqualTo("fine");
            LogLine line = proxy.log().next();
            assertThat(a.connections()).isEqualTo(1);
            assertThat(line.get("failover.reason")).isEqualTo("origin_certificate_refused");
            assertThat(line.text())
                    .contains(
                            "{\"origin\":\"a\",\"outcome\":\"origin_untrusted\",\"error\":\"origin_certificate_refused\"}");
        }
    }

    /** The primary's fallback has its turn before the other member has. */
    @Test
    void fallbackIdentityIsTriedBeforeTheSecondMember() throws Exception {
        List<String> members = List.of("nobody", "fallback");
        for (String accepts : members) {
            TestCertificate[] accepted =
                    accepts.equals("nobody") ? new TestCertificate[0] : new TestCertificate[] {partners.a};
            try (ScriptedOrigin a = origin("TLSv1.3", shownToPrimary, response(200, "of the primary"), accepted);
                    ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "of the second"), partners.b);
                    RunningProxy proxy = RunningProxy.start(
                            directory,
                            Groups.of(
                                    "[502]",
                                    partners.entry("a", a.port(), partners.b, partners.a),
                                    partners.entry("b", b.port(), partners.b)))) {
                assertThat(get(proxy).text()).isEqualTo(accepts.equals("nobody") ? "of the second" : "of the primary");
                assertThat(a.connections()).isEqualTo(2);
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.attempts")).isEqualTo(accepts.equals("nobody") ? "3" : "2");
                assertThat(line.get("origin.mtls.fallback")).isEqualTo(accepts.equals("nobody") ? "" : "true");
            }
        }
    }

    /** A 400 is held while it may complain of the certificate; it is no complaint, and is withheld all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"at once", "long", "broken off", "chunk broken"})
    void heldBadRequestFailsOverWhere400IsListed(String how) throws Exception {
        String content = "<html" + (how.equals("long") ? "x".repeat(3000) : "");
        String answer =
                switch (how) {
                    case "broken off" -> "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<h";
                    case "chunk broken" ->
                        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n<h\r\nX\r\n";
                    default -> response(400, content);
                };
        try (ScriptedOrigin a = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a)),
                        JdkContexts.needing("TLSv1.3"),
                        connection -> {
                            connection.readHead();
                            connection.send(answer);
                            if (!how.equals("broken off")) {
                                connection.closed();
                            }
                        });
                ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "fine"), partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[400]",
                                partners.entry("a", a.port(), partners.a, partners.b),
                                partners.entry("b", b.port(), partners.b)));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse got = viewer.readResponse();
            assertThat(got.text()).isEqualTo("fine");
            LogLine line = proxy.log().next();
            assertThat(line.get("failover.reason")).isEqualTo("status_400");
            assertThat(line.text()).contains("[{\"origin\":\"a\",\"outcome\":\"accepted\",\"status\":400},");
            assertThat(proxy.meters().count("d/a fell back")).isZero();
        }
    }

    /** nginx's way of rejecting a certificate is a 400: with nobody to fall back to, it is a status like any other. */
    @Test
    void complaintOfTheCertificateFailsOverWhere400IsListedAndIsToldAsOne() throws Exception {
        try (ScriptedOrigin a = origin("TLSv1.3", shownToPrimary, response(400, COMPLAINT), partners.a);
                ScriptedOrigin b = origin("TLSv1.3", shownToSecond, response(200, "fine"), partners.b);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[400]",
                                partners.entry("a", a.port(), partners.a),
                                partners.entry("b", b.port(), partners.b)))) {
            assertThat(get(proxy).text()).isEqualTo("fine");
            assertThat(proxy.log().next().text())
                    .contains("[{\"origin\":\"a\",\"outcome\":\"rejected_http\",\"status\":400},");
            proxy.meters().await("d/a handshake rejected_http", 1);
        }
    }

    /** {@code b} serves the pages, too. */
    private static String withPages(String criteria, ScriptedOrigin a, ScriptedOrigin b) {
        return Groups.of(
                        criteria,
                        partners.entry("a", a.port(), partners.a, partners.b),
                        partners.entry("b", b.port(), partners.b))
                .replace(
                        "  - id: d\n",
                        "  - id: d\n    customErrorResponses: [{errorCode: 400, responsePagePath: /b/page, responseCode: 400},"
                                + " {errorCode: 403, responsePagePath: /b/page, responseCode: 403}]\n");
    }

    private static ScriptedOrigin complainingButServingPages(TestCertificate... accepted) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(accepted)),
                JdkContexts.needing("TLSv1.3"),
                connection -> {
                    while (true) {
                        boolean page = connection.readHead().startsWith("GET /b/page ");
                        connection.send(page ? response(200, "the page") : response(400, COMPLAINT));
                    }
                });
    }

    @Test
    void complaintsOfBothMembersEndInThePage() throws Exception {
        try (ScriptedOrigin a = origin("TLSv1.3", shownToPrimary, response(400, COMPLAINT), partners.a, partners.b);
                ScriptedOrigin b = complainingButServingPages(partners.b);
                RunningProxy proxy = RunningProxy.start(directory, withPages("[400]", a, b));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse got = viewer.readResponse();
            assertThat(got.status()).isEqualTo(400);
            assertThat(got.text()).isEqualTo("the page");
            assertThat(shownToPrimary).containsExactly(serial(partners.a), serial(partners.b));
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("rejected_http");
            assertThat(line.get("origin.mtls.fallback")).isEmpty();
            assertThat(line.get("origin.mtls.serial")).endsWithIgnoringCase(serial(partners.b));
            assertThat(line.get("failover.reason")).isEqualTo("status_400");
            assertThat(line.text())
                    .contains("\"origin.history\":[{\"origin\":\"a\",\"outcome\":\"rejected_http\"},"
                            + "{\"origin\":\"a\",\"outcome\":\"rejected_http\",\"status\":400},"
                            + "{\"origin\":\"b\",\"outcome\":\"rejected_http\",\"status\":400}]");
            viewer.send("GET /b/page HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readResponse().text())
                    .as("the viewer's connection goes on")
                    .isEqualTo("the page");
        }
    }

    @Test
    void webSocketThatIsRefusedGetsThePageAndNoOriginTheOffer() throws Exception {
        try (ScriptedOrigin a = origin("TLSv1.3", shownToPrimary, response(200, "never"), partners.a);
                ScriptedOrigin b = complainingButServingPages(partners.b);
                RunningProxy proxy = RunningProxy.start(directory, withPages("[403]", a, b));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            String offer = String.join(
                    "\r\n",
                    "GET / HTTP/1.1",
                    "Host: shop.test",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
            viewer.send(offer + "\r\n\r\n" + GET);
            RawResponse got = viewer.readResponse();
            assertThat(got.status()).isEqualTo(403);
            assertThat(got.text()).isEqualTo("the page");
            assertThat(got.header("Connection")).containsExactly("close");
            assertThat(viewer.closed()).as("nobody knows what was behind it").isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("protocol_refused");
            assertThat(line.get("error.type")).isEqualTo("websocket_refused");
            assertThat(line.get("failover.reason")).isEmpty();
            assertThat(a.connections()).isZero();
            assertThat(proxy.log().isEmpty()).isTrue();
        }
    }
}
