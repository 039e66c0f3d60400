package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.asking.NginxPage;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** 400s that are held because they may complain of our certificate: all that do not, pass unharmed. */
final class HeldResponseTest {
    private static final String COMPLAINS = NginxPage.REJECTED;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static RunningProxy proxy(ScriptedOrigin origin) {
        return RunningProxy.start(
                directory,
                partners.entry("o", origin.port(), partners.b, partners.a).alone("runtime: {eventLoops: 1}"));
    }

    private static ScriptedOrigin origin(ScriptedOrigin.Script script) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a, partners.b)),
                JdkContexts.needing("TLSv1.3"),
                script);
    }

    private static String length(String content) {
        return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: " + content.length() + "\r\n\r\n"
                + content;
    }

    private static String chunked(String... pieces) {
        StringBuilder text = new StringBuilder(
                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String piece : pieces) {
            text.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    static List<Arguments> ordinary() {
        List<Arguments> cases = new ArrayList<>();
        for (int piece : new int[] {1, 700, 100_000}) {
            cases.add(Arguments.of(length(""), "", piece));
            cases.add(Arguments.of(length("no"), "no", piece));
            String alike = COMPLAINS.replace("The SSL certificate error", "Bad Request");
            cases.add(Arguments.of(length(alike), alike, piece));
            cases.add(Arguments.of(length("<html"), "<html", piece));
            for (int size : new int[] {1023, 1024, 1025, 5000}) {
                cases.add(Arguments.of(length("x".repeat(size)), "x".repeat(size), piece));
            }
            String late = "x".repeat(1024) + COMPLAINS;
            cases.add(Arguments.of(length(late), late, piece));
            cases.add(Arguments.of(chunked(), "", piece));
            cases.add(Arguments.of(chunked("n", "o"), "no", piece));
            cases.add(Arguments.of(
                    chunked("a".repeat(1000), "b".repeat(1000)), "a".repeat(1000) + "b".repeat(1000), piece));
            cases.add(Arguments.of("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + length("no"), "no", piece));
        }
        return cases;
    }

    /** The same connection answers the next request: nothing was cut, and nothing was sent again. */
    @ParameterizedTest
    @MethodSource("ordinary")
    void ordinaryBadRequestPassesUnharmed(String response, String content, int piece) throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    connection.sendInPieces(response, piece);
                    connection.readHead();
                    connection.send(length(COMPLAINS)); // not the first: the certificate was fine before
                    connection.closed();
                });
                RunningProxy proxy = proxy(origin);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            RawResponse got = Asked.get(viewer, "/");
            if (got.status() == 103) {
                got = viewer.readResponse();
            }
            assertThat(got.status()).isEqualTo(400);
            assertThat(got.text()).isEqualTo(content);
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line))
                    .isEqualTo(MtlsFacts.accepted(partners.b).withStatus(400));
            assertThat(line.get("origin.http.status_code")).isEqualTo("400");
            assertThat(line.get("origin.mtls.fallback")).isEmpty();
            assertThat(Asked.get(viewer, "/").text()).isEqualTo(COMPLAINS);
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(proxy.meters().count("d/o fell back")).isZero();
        }
    }

    @Test
    void badRequestWithoutContentPassesAndCountsForNothing() throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    connection.send(
                            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n");
                    connection.closed();
                });
                RunningProxy proxy = proxy(origin);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 400 ");
            assertThat(proxy.log().next().get("origin.mtls.fallback")).isEmpty();
        }
    }

    @Test
    void responseThatEndsWithItsConnectionIsPassedOnAtItsEnd() throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html");
                    connection.close();
                });
                RunningProxy proxy = proxy(origin)) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEqualTo("<html");
        }
    }

    /** What came of it is passed on, and the viewer sees that it is not all. */
    @Test
    void responseThatBreaksOffIsPassedOnAsFarAsItCame() throws Exception {
        for (String end : List.of("closed", "malformed", "silent")) {
            try (ScriptedOrigin origin = origin(connection -> {
                        connection.readHead();
                        connection.send(
                                "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<html\r\n");
                        switch (end) {
                            case "closed" -> connection.close();
                            case "malformed" -> connection.send("no size\r\n");
                            default -> connection.closed();
                        }
                    });
                    RunningProxy proxy = RunningProxy.start(
                            directory,
                            partners.entry("o", origin.port(), partners.b, partners.a)
                                    .withCustom("originReadTimeout: 1")
                                    .alone());
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                assertThat(viewer.readHead()).as(end).startsWith("HTTP/1.1 400 ");
                assertThat(new String(viewer.readExactly(10), java.nio.charset.StandardCharsets.US_ASCII))
                        .isEqualTo("5\r\n<html\r\n");
                assertThat(viewer.closed()).as(end).isTrue();
                LogLine line = proxy.log().next();
                assertThat(line.get("http.response.status_code")).isEqualTo("400");
                assertThat(line.get("error.type")).isNotEmpty();
                assertThat(proxy.meters().count("d/o fell back")).isZero();
            }
        }
    }

    static List<Arguments> complaints() {
        List<Arguments> cases = new ArrayList<>();
        for (int piece : new int[] {1, 100_000}) {
            cases.add(Arguments.of(length(COMPLAINS), piece));
            cases.add(Arguments.of(length(COMPLAINS + "x".repeat(3000)), piece));
            cases.add(Arguments.of(chunked(COMPLAINS.substring(0, 20), COMPLAINS.substring(20)), piece));
            cases.add(Arguments.of("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n" + COMPLAINS, piece));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("complaints")
    void complaintIsNeverPassedOnWhereAnotherIdentityIsLeft(String complaint, int piece) throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    answer(connection, complaint, piece);
                    connection.closed();
                });
                RunningProxy proxy = proxy(origin);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(Asked.get(viewer, "/").text()).isEqualTo("fine");
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.get("origin.attempts")).isEqualTo("2");
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
        }
    }

    /** It would complain again, of a request that could have been sent again on a new connection. */
    @Test
    void connectionThatComplainedIsNotUsedAgain() throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    while (true) {
                        if (connection.readHead().startsWith("POST")) {
                            connection.readExactly(70_000);
                        }
                        answer(connection, length(COMPLAINS), 100_000);
                    }
                });
                RunningProxy proxy = proxy(origin);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000));
            assertThat(viewer.readResponse().text()).isEqualTo(COMPLAINS);
            proxy.meters().await("d/o handshake rejected_http", 1);
            assertThat(Asked.get(viewer, "/").text()).isEqualTo("fine");
            proxy.meters().await("d/o handshake rejected_http", 2);
            assertThat(proxy.meters().count("d/o fell back")).isEqualTo(1);
        }
    }

    private static void answer(RawConnection connection, String complaint, int piece) throws IOException {
        if (((X509Certificate) connection.session().getPeerCertificates()[0]).equals(partners.b.leaf())) {
            connection.sendInPieces(complaint, piece);
        } else {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
        }
    }

    /** The viewer gets a page instead of the complaint, the operator the truth. */
    @ParameterizedTest
    @CsvSource({"true, rejected_http", "false, accepted"})
    void complaintThatIsReplacedByAPageIsStillARejection(boolean complains, String outcome) throws Exception {
        String content = complains ? COMPLAINS : "no such form";
        try (ScriptedOrigin origin = origin(connection -> {
                    while (true) {
                        boolean page = connection.readHead().startsWith("GET /page.html ");
                        connection.send(page ? "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage" : length(content));
                    }
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b)
                                .alone("runtime: {eventLoops: 1}")
                                .replace(
                                        "  - id: d\n",
                                        "  - id: d\n    customErrorResponses: [{errorCode: 400, responsePagePath: /page.html,"
                                                + " responseCode: 400}]\n"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).isEqualTo("page");
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo(outcome);
            assertThat(line.get("origin.http.status_code")).isEqualTo("400");
        }
    }

    /** The other identity comes first; a page, if the request fails under both. */
    @Test
    void complaintGoesToTheFallbackBeforeItIsReplacedByAPage() throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    boolean first =
                            connection.session().getPeerPrincipal().getName().contains("partner-b");
                    connection.readHead();
                    connection.send(first ? length(COMPLAINS) : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine");
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b, partners.a)
                                .alone("runtime: {eventLoops: 1}")
                                .replace(
                                        "  - id: d\n",
                                        "  - id: d\n    customErrorResponses: [{errorCode: 400, responsePagePath: /page.html,"
                                                + " responseCode: 400}]\n"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("fine");
            assertThat(proxy.log().next().get("origin.mtls.fallback")).isEqualTo("true");
        }
    }
}
