package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every wait has an end: viewers that are slow, silent or many, and origins that do not answer. */
final class TimeLimitsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    private static ScriptedOrigin answering() {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                connection.readHead();
                connection.send(OK);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\nHost: a\r\n", GET + "GET / HTTP/1.1\r"})
    void headThatDoesNotArriveInTimeIsA408(String request) throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("requestHeadTimeout: 1s")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            if (request.startsWith(GET)) {
                assertThat(viewer.readResponse().status()).isEqualTo(200);
                proxy.log().next();
            }
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(408);
            assertThat(page.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            timedOut(proxy.log().next());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "half"})
    void uploadThatDoesNotArriveInTimeIsA408AndTheOriginIsLetGoOf(String content) throws Exception {
        CompletableFuture<Boolean> originClosed = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readExactly(content.length());
                    originClosed.complete(connection.closed());
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("requestBodyTimeout: 1s")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n" + content);
            assertThat(viewer.readResponse().status()).isEqualTo(408);
            assertThat(viewer.closed()).isTrue();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            timedOut(proxy.log().next());
        }
    }

    private static void timedOut(LogLine line) {
        assertThat(line.get("error.type")).isEqualTo("request_timeout");
        assertThat(line.get("http.response.status_code")).isEqualTo("408");
        assertThat(Double.parseDouble(line.get("duration_ms"))).isBetween(900.0, 5_000.0);
    }

    @Test
    void idleConnectionsAreClosedWithoutALine() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("viewerIdleTimeout: 1s")
                        .start(directory);
                RawConnection silent = RawViewer.plain(proxy.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            proxy.log().next();
            assertThat(viewer.closed()).isTrue();
            assertThat(silent.closed()).isTrue();
            proxy.end();
            assertThat(proxy.log().isEmpty()).isTrue();
        }
    }

    @Test
    void viewerThatDoesNotReadIsCutOff() throws Exception {
        CompletableFuture<Boolean> originClosed = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
                    try {
                        while (true) {
                            connection.send(new byte[65_536]);
                        }
                    } catch (IOException closed) {
                        originClosed.complete(true);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("viewerWriteTimeout: 1s")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(originClosed.get(10, TimeUnit.SECONDS)).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("viewer_slow");
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
            assertThat(line.get("detailed_result_type")).isEqualTo("SlowReaderOriginError");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 1", "GET, 2", "HEAD, 2", "POST, 3", "DELETE, 3", "HEAD with content, 3"})
    void originThatDoesNotAnswerInTimeIsAskedAgainOnlyIfThatIsSafe(String request, int attempts) throws Exception {
        boolean safe = request.equals("GET") || request.equals("HEAD");
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    asked.incrementAndGet();
                    connection.readToEnd();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("connectionAttempts: " + attempts)
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            boolean content = request.endsWith("content");
            viewer.send(request.split(" ", -1)[0] + " / HTTP/1.1\r\nHost: a\r\n"
                    + (content ? "Content-Length: 1\r\n\r\nx" : "\r\n"));
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 504 Gateway Timeout\r\n");
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_read_timeout");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginCommError");
            assertThat(line.get("origin.attempts")).isEqualTo("" + (safe ? attempts : 1));
            assertThat(asked).hasValue(safe ? attempts : 1);
        }
    }

    @Test
    void originThatStopsInItsResponseCutsTheViewerOff() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_read_timeout");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
        }
    }

    @Test
    void viewersOverTheLimitAreClosedAndCounted() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("viewerConnections: 1")
                        .start(directory);
                RawConnection first = RawViewer.plain(proxy.port())) {
            first.send(GET);
            assertThat(first.readResponse().status()).isEqualTo(200);
            try (RawConnection second = RawViewer.plain(proxy.port())) {
                assertThat(second.closed()).isTrue();
            }
            assertThat(proxy.meters().count("viewers refused")).isEqualTo(1);
            first.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(first.readResponse().status()).isEqualTo(200);
            assertThat(first.closed()).isTrue();
        }
    }
}
