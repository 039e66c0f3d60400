package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FW-6: an origin has the time that is configured, within a second, and as many attempts. */
final class OriginTimesTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    private static ScriptedOrigin silent() {
        return ScriptedOrigin.plain(connection -> {
            connection.readHead();
            connection.closed();
        });
    }

    private static void took(LogLine line, double seconds) {
        assertThat(Double.parseDouble(line.get("duration_ms"))).isBetween(seconds * 1000 - 100, seconds * 1000 + 1000);
    }

    private static void failed(LogLine line, String error, int attempts) {
        assertThat(line.get("http.response.status_code")).isEqualTo("504");
        assertThat(line.get("error.type")).isEqualTo(error);
        assertThat(line.get("detailed_result_type")).isEqualTo("OriginCommError");
        assertThat(line.get("origin.attempts")).isEqualTo("" + attempts);
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "HEAD, 2", "OPTIONS, 1", "POST, 1", "DELETE, 1"})
    void firstByteThatDoesNotComeInTimeIsA504AndOnlyGetAndHeadAreTriedAgain(String method, int attempts)
            throws Exception {
        try (ScriptedOrigin origin = silent();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("connectionAttempts: 2")
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 504 ");
            LogLine line = proxy.log().next();
            failed(line, "origin_read_timeout", attempts);
            took(line, attempts);
            assertThat(origin.connections()).isEqualTo(attempts);
        }
    }

    /** Nothing of the request has been sent then, so that its method does not matter. */
    @ParameterizedTest
    @ValueSource(strings = {GET, POST})
    void handshakeThatDoesNotFinishInTimeIsA504AfterAllAttempts(String request) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    while (!connection.closed()) {
                        // a handshake that is read, and never answered
                    }
                });
                RunningProxy proxy = OneOrigin.tls(
                                origin, TestAuthority.create("ca").writeTo(directory, "ca"))
                        .withOrigin("connectionAttempts: 2, connectionTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(request);
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            LogLine line = proxy.log().next();
            failed(line, "origin_tls_timeout", 2);
            took(line, 2);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    /** The third attempt would have had until the third second. */
    @Test
    void completionTimeoutEndsAllAttemptsTogether() throws Exception {
        try (ScriptedOrigin origin = silent();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("connectionAttempts: 3, responseCompletionTimeout: 1500ms")
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            LogLine line = proxy.log().next();
            failed(line, "origin_completion_timeout", 2);
            took(line, 1.5);
            assertThat(line.text())
                    .contains("\"error\":\"origin_read_timeout\"", "\"error\":\"origin_completion_timeout\"");
            viewer.send(GET); // whose time begins anew
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            took(proxy.log().next(), 1.5);
        }
    }

    @Test
    void completionTimeoutRunsWhileAConnectionIsMade() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    while (!connection.closed()) {
                        // a handshake that is read, and never answered
                    }
                });
                RunningProxy proxy = OneOrigin.tls(
                                origin, TestAuthority.create("ca").writeTo(directory, "ca"))
                        .withOrigin("responseCompletionTimeout: 1")
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST);
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_completion_timeout");
            took(line, 1);
        }
    }

    /** Each byte comes in time, all of them do not. */
    @Test
    void responseThatIsNotCompleteInTimeIsCutOff() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    while (true) {
                        pause(100);
                        connection.send("x");
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("responseCompletionTimeout: 1")
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
            assertThat(line.get("error.type")).isEqualTo("origin_completion_timeout");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            took(line, 1);
            proxy.meters().await("d/o connections", 0);
        }
    }

    /** 1.2 s after the first request, which is over, and 0.6 s after the second one. */
    @Test
    void timeOfOneRequestIsNotThatOfTheNext() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(ok("one"));
                    connection.readHead();
                    pause(600);
                    connection.send(ok("two"));
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("responseCompletionTimeout: 1")
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("one");
            pause(600);
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("two");
            assertThat(proxy.log().next(2))
                    .allSatisfy(line -> assertThat(line.get("error.type")).isEmpty());
        }
    }

    private static void pause(long millis) {
        try {
            assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS))
                    .isFalse();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
