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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests with content whose certificate is rejected when some of the content, or all of it, has been sent. */
final class SentAgainTest {
    private static final String ENGINES = "dev.countersign.core.tls.Ways#engines";
    private static final int MOST = 64 * 1024;
    private static final String PAGE = NginxPage.REJECTED;
    static final String COMPLAINT = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: "
            + PAGE.length() + "\r\nConnection: close\r\n\r\n" + PAGE;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static RunningProxy proxy(ScriptedOrigin origin, TlsEngine engine) {
        return RunningProxy.start(
                directory,
                partners.entry("o", origin.port(), partners.b, partners.a)
                        .with("connectionAttempts: 1")
                        .alone(),
                engine);
    }

    /** Lets everybody in, and leaves the verdict to the script. */
    private static ScriptedOrigin origin(ScriptedOrigin.Script script) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a, partners.b)),
                JdkContexts.needing("TLSv1.3"),
                script);
    }

    private static boolean isRejected(RawConnection connection) throws IOException {
        return ((X509Certificate) connection.session().getPeerCertificates()[0]).equals(partners.b.leaf());
    }

    private static void judge(RawConnection connection) throws IOException {
        String head = connection.readHead();
        byte[] body = head.contains("chunked")
                ? connection.readChunked()
                : connection.readExactly(Integer.parseInt(head.replaceAll("(?s).*Content-Length: (\\d+).*", "$1")));
        if (isRejected(connection)) {
            connection.send(COMPLAINT);
        } else {
            String seen = body.length + " " + Arrays.hashCode(body);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + seen.length() + "\r\n\r\n" + seen);
        }
        connection.closed();
    }

    static List<Arguments> bodies() {
        List<Arguments> bodies = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            for (boolean chunked : new boolean[] {false, true}) {
                for (int size : new int[] {0, 1, 3000, MOST}) {
                    bodies.add(Arguments.of(engine, chunked, size));
                }
            }
        }
        return bodies;
    }

    private static String body(int size) {
        StringBuilder text = new StringBuilder(size);
        for (int i = 0; i < size; i++) {
            text.append((char) ('a' + i * 7 % 26));
        }
        return text.toString();
    }

    private static String request(boolean chunked, String body) {
        String start = "POST / HTTP/1.1\r\nHost: shop.test\r\n";
        if (!chunked) {
            return start + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        }
        StringBuilder text = new StringBuilder(start + "Transfer-Encoding: chunked\r\n\r\n");
        for (int from = 0; from < body.length(); from += 1000) {
            String piece = body.substring(from, Math.min(body.length(), from + 1000));
            text.append(Integer.toHexString(piece.length()))
                    .append("\r\n")
                    .append(piece)
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void contentThatWasSentIsSentAgain(TlsEngine engine, boolean chunked, int size) throws Exception {
        String body = body(size);
        try (ScriptedOrigin origin = origin(SentAgainTest::judge);
                RunningProxy proxy = proxy(origin, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request(chunked, body));
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text())
                    .isEqualTo(size + " " + Arrays.hashCode(body.getBytes(StandardCharsets.ISO_8859_1)));
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
            assertThat(line.get("origin.attempts")).isEqualTo("2");
            assertThat(Integer.parseInt(line.get("http.request.bytes")) - size)
                    .as("content counts once")
                    .isBetween(0, 400);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void moreThanIsKeptIsNotSentAgain(TlsEngine engine) throws Exception {
        for (boolean chunked : new boolean[] {false, true}) {
            try (ScriptedOrigin origin = origin(SentAgainTest::judge);
                    RunningProxy proxy = proxy(origin, engine);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(request(chunked, body(MOST + 1)));
                RawResponse response = viewer.readResponse();
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.text()).isEqualTo(PAGE);
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.mtls.outcome")).isEqualTo("rejected_http");
                assertThat(line.get("origin.mtls.fallback")).isEmpty();
                assertThat(origin.connections()).isEqualTo(1);
            }
        }
    }

    /** Uploads that are too large to be sent again must not keep the fallback from ever going first. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void rejectionsOfWhatIsNotSentAgainCount(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(SentAgainTest::judge);
                RunningProxy proxy = proxy(origin, engine)) {
            for (int status : new int[] {400, 400, 400, 200}) {
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    viewer.send(request(false, body(MOST + 1)));
                    assertThat(viewer.readResponse().status()).isEqualTo(status);
                }
            }
        }
    }

    /**
     * Under TLS 1.3 a request that is there already leaves in the same turn of the event loop in which our side of the
     * handshake ends, so before any verdict; under TLS 1.2 nothing has left.
     */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#versionsAndEngines")
    void contentSentBeforeAnAlertIsSentAgain(String version, TlsEngine engine) throws Exception {
        for (boolean chunked : new boolean[] {false, true}) {
            try (ScriptedOrigin origin = ScriptedOrigin.tls(
                            JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a)),
                            JdkContexts.needing(version),
                            SentAgainTest::judge);
                    RunningProxy proxy = proxy(origin, engine);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(request(chunked, body(3000)));
                assertThat(viewer.readResponse().text()).startsWith("3000 ");
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
                assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void viewerThatWaitsIsToldToContinueOnce(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    if (isRejected(connection)) {
                        connection.readHead();
                        connection.send(COMPLAINT);
                        connection.closed();
                    } else {
                        judge(connection);
                    }
                });
                RunningProxy proxy = proxy(origin, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("PUT / HTTP/1.1\r\nHost: shop.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(100);
            origin.nextConnection();
            origin.nextConnection();
            viewer.send("hello");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).startsWith("5 ");
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void viewerMayLeaveWhileItsRequestIsSentAgain(TlsEngine engine) throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedOrigin origin = origin(connection -> {
                    if (isRejected(connection)) {
                        connection.readHead();
                        connection.readExactly(3);
                        connection.send(COMPLAINT);
                    } else {
                        connection.readHead();
                        connection.readExactly(3);
                        left.countDown();
                    }
                    connection.closed();
                });
                RunningProxy proxy = proxy(origin, engine)) {
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send("PUT / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhel");
                left.await();
            }
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("viewer_left");
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("presented");
            assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
            proxy.meters().await("d/o connections", 0);
        }
    }
}
