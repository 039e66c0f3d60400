package dev.countersign.core.failover;

import static dev.countersign.core.failover.Groups.answer;
import static dev.countersign.core.failover.Groups.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origin groups: who is asked, on what, and what the log says of it. */
final class FailoverTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    private final AtomicInteger secondsRequests = new AtomicInteger();

    private ScriptedOrigin second(String response) {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                connection.readHead();
                secondsRequests.incrementAndGet();
                connection.send(response);
            }
        });
    }

    private static ScriptedOrigin answering(String response) {
        return ScriptedOrigin.plain(connection -> answer(connection, response));
    }

    private RunningProxy proxy(String criteria, ScriptedOrigin a, ScriptedOrigin b, String... keys) {
        return proxy(criteria, a.port(), b, keys);
    }

    private RunningProxy proxy(String criteria, int a, ScriptedOrigin b, String... keys) {
        OriginEntry primary = OriginEntry.http("a", a);
        for (String key : keys) {
            if (key.startsWith("origin")) {
                primary.withCustom(key);
            } else {
                primary.with(key);
            }
        }
        return RunningProxy.start(directory, Groups.of(criteria, primary, OriginEntry.http("b", b.port())));
    }

    private static int portNobodyListensOn() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String history(LogLine line) {
        String text = line.text();
        int start = text.indexOf("\"origin.history\":");
        return start < 0 ? "" : text.substring(start + 17, text.indexOf(']', start) + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 416, 429, 500, 502, 503, 504})
    void statusAmongTheCriteriaMakesTheSecondMemberAnswer(int status) throws Exception {
        try (ScriptedOrigin a = answering(response(status, "from the primary"));
                ScriptedOrigin b = second(response(200, "from the second"));
                RunningProxy proxy = proxy("[" + status + "]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse got = viewer.readResponse();
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.text()).isEqualTo("from the second");
            LogLine line = proxy.log().next();
            assertThat(line.get("origin")).isEqualTo("b");
            assertThat(line.get("origin.attempts")).isEqualTo("2");
            assertThat(line.get("origin.http.status_code")).isEqualTo("200");
            assertThat(line.get("failover.reason")).isEqualTo("status_" + status);
            assertThat(line.get("error.type")).isEmpty();
            assertThat(line.get("detailed_result_type")).isEqualTo("Miss");
            assertThat(line.get("origin.address")).endsWith(":" + b.port());
            assertThat(history(line))
                    .isEqualTo("[{\"origin\":\"a\",\"outcome\":\"not_tls\",\"status\":" + status
                            + "},{\"origin\":\"b\",\"outcome\":\"not_tls\",\"status\":200}]");
            assertThat(proxy.meters().count("d/a exchange " + status)).isEqualTo(1);
            assertThat(proxy.meters().count("d/b exchange 200")).isEqualTo(1);
            assertThat(proxy.meters().count("d/a exchange 200")).isZero();
            assertThat(proxy.meters().count("exchange 200")).isEqualTo(1);
        }
    }

    @Test
    void statusThatIsNoneOfTheCriteriaPasses() throws Exception {
        try (ScriptedOrigin a = answering(response(503, "busy"));
                ScriptedOrigin b = second(response(200, ""));
                RunningProxy proxy = proxy("[500, 502, 504]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("busy");
            LogLine line = proxy.log().next();
            assertThat(line.get("origin")).isEqualTo("a");
            assertThat(line.get("failover.reason")).isEmpty();
            assertThat(history(line)).isEmpty();
            assertThat(b.connections()).isZero();
        }
    }

    /** Right after a failover, too; and a primary that answers on costs no connection per request. */
    @Test
    void everyRequestBeginsAtThePrimaryOnTheConnectionItHas() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        connection.readHead();
                        connection.send(response(asked.incrementAndGet() == 3 ? 200 : 404, "of the primary"));
                    }
                });
                ScriptedOrigin b = second(response(200, "of the second"));
                RunningProxy proxy = proxy("[404]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String expected : new String[] {"second", "second", "primary", "second"}) {
                viewer.send(GET);
                assertThat(viewer.readResponse().text()).isEqualTo("of the " + expected);
            }
            assertThat(asked).hasValue(4);
            assertThat(a.connections()).isEqualTo(1);
            assertThat(b.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', true",
        "HEAD, '', true",
        "OPTIONS, '', true",
        "OPTIONS, 'Content-Length: 0', true",
        "OPTIONS, 'Content-Length: 2', false",
        "HEAD, 'Content-Length: 2', false",
        "POST, 'Content-Length: 0', false",
        "POST, 'Content-Length: 2', false",
        "PUT, 'Content-Length: 2', false",
        "PATCH, 'Content-Length: 2', false",
        "DELETE, '', false",
        "GET, 'Content-Type: application/grpc', false",
        "GET, 'Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', false",
    })
    void onlyGetHeadAndOptionsWithoutABodyFailOver(String method, String field, boolean failsOver) throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    if (connection.readHead().contains("Content-Length: 2")) {
                        connection.readExactly(2);
                    }
                    connection.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                    connection.closed();
                });
                ScriptedOrigin b = second("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = proxy("[503]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " / HTTP/1.1\r\nHost: a\r\n" + (field.isEmpty() ? "" : field + "\r\n") + "\r\n"
                    + (field.endsWith("2") ? "hi" : ""));
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 " + (failsOver ? 200 : 503) + " ");
            assertThat(secondsRequests).hasValue(failsOver ? 1 : 0);
            assertThat(proxy.log().next().get("origin")).isEqualTo(failsOver ? "b" : "a");
        }
    }

    /** CloudFront counts a connection that does not come about as 503; the viewer would get 502. */
    @ParameterizedTest
    @CsvSource({"[503], true", "[502], true", "'[500, 504]', false"})
    void primaryThatRefusesConnectionsIsGivenUpAfterAllItsAttempts(String criteria, boolean failsOver)
            throws Exception {
        try (ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy(criteria, portNobodyListensOn(), b, "connectionAttempts: 2");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            LogLine refused = proxy.log().next();
            assertThat(refused.get("origin.attempts")).isEqualTo("2");
            assertThat(history(refused))
                    .isEqualTo("[{\"origin\":\"a\",\"outcome\":\"connect_failed\",\"error\":\"origin_connect_failed\"},"
                            + "{\"origin\":\"a\",\"outcome\":\"connect_failed\",\"error\":\"origin_connect_failed\"}]");
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(failsOver ? 200 : 502);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.attempts")).isEqualTo(failsOver ? "3" : "2");
            if (failsOver) {
                assertThat(line.get("failover.reason")).isEqualTo("origin_connect_failed");
                assertThat(line.get("error.message")).isEmpty();
                assertThat(history(line)).endsWith("{\"origin\":\"b\",\"outcome\":\"not_tls\",\"status\":200}]");
                assertThat(proxy.meters().count("d/b failed origin_connect_failed"))
                        .isZero();
            }
            assertThat(proxy.meters().count("d/a failed origin_connect_failed")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"[504], true", "'[502, 503]', false"})
    void primaryThatDoesNotAnswerInTimeIsGivenUpOn504(String criteria, boolean failsOver) throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.closed();
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy(criteria, a, b, "originReadTimeout: 1", "connectionAttempts: 2");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(failsOver ? 200 : 504);
            LogLine line = proxy.log().next();
            assertThat(line.get("failover.reason")).isEqualTo(failsOver ? "origin_read_timeout" : "");
            assertThat(a.connections()).isEqualTo(2);
            assertThat(Double.parseDouble(line.get("duration_ms"))).isBetween(1_900.0, 4_000.0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 O", "HTTP/1.1 103 Early Hints\r\n\r\n", "not HTTP\r\n\r\n"})
    void answerThatIsNoneIsGivenUpOn502(String answer) throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(answer);
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy("[502]", a, b, "connectionAttempts: 1");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse got = viewer.readResponse();
            assertThat((got.status() == 103 ? viewer.readResponse() : got).text())
                    .isEqualTo("second");
            assertThat(proxy.log().next().get("failover.reason"))
                    .isEqualTo(answer.startsWith("not") ? "origin_invalid_response" : "origin_closed");
        }
    }

    @Test
    void responseThatHasBegunDoesNotFailOver() throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy("[502, 503, 504]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            assertThat(proxy.log().next().get("origin")).isEqualTo("a");
            assertThat(b.connections()).isZero();
        }
    }

    @Test
    void whatTheSecondMemberAnswersIsTheAnswer() throws Exception {
        try (ScriptedOrigin a = answering(response(503, "from the primary"));
                ScriptedOrigin b = second(response(503, "from the second"));
                RunningProxy proxy = proxy("[503]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("from the second");
            assertThat(secondsRequests).hasValue(1);
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("503");
            assertThat(line.get("detailed_result_type")).isEqualTo("Error");
        }
    }

    @Test
    void secondMemberHasItsOwnAttemptsAndItsFailureIsTold() throws Exception {
        try (ScriptedOrigin a = answering(response(503, "from the primary"));
                ScriptedOrigin b = ScriptedOrigin.plain(RawConnection::readHead);
                RunningProxy proxy = proxy("[503]", a, b, "connectionAttempts: 1");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(b.connections()).isEqualTo(3);
            assertThat(line.get("origin")).isEqualTo("b");
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("origin.http.status_code")).isEmpty();
            assertThat(line.get("origin.attempts")).isEqualTo("4");
            assertThat(history(line))
                    .endsWith("{\"origin\":\"b\",\"outcome\":\"not_tls\",\"error\":\"origin_closed\"}]");
        }
    }

    /** The second member is asked meanwhile; what comes late gets nowhere but off the connection, which is used again. */
    @ParameterizedTest
    @CsvSource({
        "'Content-Length: 12', 'from the ', 'old', 1",
        "'Transfer-Encoding: chunked', '3\r\nold\r\n', '0\r\n\r\n', 1",
        "'Transfer-Encoding: chunked', '3\r\nold\r\n', 'nonsense\r\n', 2",
        "'Content-Length: 12\r\nConnection: close', 'from the ', 'old', 2",
        "'Content-Length: 12', 'from the ', 'oldHTTP/1.1 200 OK\r\n\r\n', 2"
    })
    void restOfAWithheldResponseIsReadSoThatItsConnectionCarriesAnother(
            String framing, String begin, String rest, int connections) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        connection.readHead();
                        connection.send("HTTP/1.1 404 Gone\r\n" + framing + "\r\n\r\n" + begin);
                        await(answered);
                        connection.send(rest);
                    }
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy("[404]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("second");
            answered.countDown();
            if (connections == 1) {
                proxy.meters().await("d/a idle", 1);
            } else {
                proxy.meters().await("d/a connections", 0);
            }
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("second");
            assertThat(a.connections()).isEqualTo(connections);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Nor is the connection used again. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 65536", "Transfer-Encoding: chunked"})
    void restOfAWithheldResponseThatDoesNotComeSoonIsNotWaitedFor(String framing) throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 404 Gone\r\n" + framing + "\r\n\r\n");
                    connection.closed();
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy("[404]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("second");
            assertThat(Double.parseDouble(proxy.log().next().get("duration_ms")))
                    .isLessThan(900);
            proxy.meters().await("d/a connections", 0);
        }
    }

    /** What comes of the withheld response later must not get anywhere, and the connection is not used again. */
    @Test
    void bodyOfAWithheldResponseIsNotWaitedFor() throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 500 Oops\r\nContent-Length: 1000000\r\n\r\nfirst");
                    connection.closed();
                });
                ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = proxy("[500]", a, b);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("second");
            assertThat(a.nextConnection().closed()).isTrue();
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("second");
            assertThat(a.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"[502], 200", "[503], 502"})
    void originThatIsNotServedHereFailsOverOn502(String criteria, int status) throws Exception {
        try (ScriptedOrigin b = second(response(200, "second"));
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(criteria, OriginEntry.http("a", 1), OriginEntry.http("b", b.port()))
                                .replaceFirst(
                                        "customOriginConfig:\n *httpPort: 1\n *originProtocolPolicy: http-only",
                                        "s3OriginConfig: {}"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(status);
            LogLine line = proxy.log().next();
            assertThat(line.get("failover.reason")).isEqualTo(status == 200 ? "origin_not_available" : "");
            assertThat(line.get("origin")).isEqualTo(status == 200 ? "b" : "a");
        }
    }
}
