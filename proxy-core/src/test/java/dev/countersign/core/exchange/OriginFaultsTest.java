package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answer;
import static dev.countersign.core.exchange.Origins.answering;
import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins that send less, more, or something else than a response. */
final class OriginFaultsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
            })
    void viewerOfATruncatedResponseIsCutOff(String truncated) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(truncated);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            assertThat(viewer.received()).startsWith("HTTP/1.1 200 OK").contains("half");
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void http10ViewerOfATruncatedResponseSeesAResetBecauseACloseWouldLookComplete() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nhalf");
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\n\r\n");
            assertThatThrownBy(viewer::readToEnd).isInstanceOf(SocketException.class);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void contentUntilCloseOverTlsIsCompleteOnlyWithCloseNotify(String version) throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        SSLContext server = JdkTls.with(authority.server("origin.test"));
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(server, JdkTls.speaking(server, version), connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\n\r\nuntil close");
                    if (requests.incrementAndGet() == 2) {
                        connection.cut();
                    }
                });
                RunningProxy proxy = OneOrigin.tls(origin, authority.writeTo(directory, "ca"))
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("until close");
            assertThat(proxy.log().next().get("error.type")).isEmpty();
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            assertThat(viewer.received()).endsWith("until close\r\n");
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_closed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not HTTP\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1 99 Odd\r\n\r\n",
                "HTTP/1.1 600 Odd\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName : value\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName: folded\r\n value\r\n\r\n",
                "HTTP/1.1 200 OK\r\nName: nul\0\r\n\r\n",
            })
    void responseThatIsNotHttpIsABadGateway(String response) throws Exception {
        try (ScriptedOrigin origin = answering(response);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(502);
            assertThat(page.header("x-cache")).containsExactly("Error from countersign");
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_invalid_response");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginInvalidResponseError");
            assertThat(origin.nextConnection().closed()).isTrue();
            assertThat(origin.connections()).isEqualTo(1);
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(502); // the viewer's connection was kept
        }
    }

    @Test
    void brokenChunkCutsTheViewerOff() throws Exception {
        try (ScriptedOrigin origin =
                        answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalfX\r\n0\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_invalid_response");
        }
    }

    @Test
    void responseHeadOverTheLimitIsABadGateway() throws Exception {
        String start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ";
        String fits = start + "x".repeat(32_768 - start.length() - 4) + "\r\n\r\n";
        try (ScriptedOrigin origin = answering(fits, start + "x".repeat(32_769 - start.length() - 4) + "\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET + GET);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            proxy.log().next();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_head_too_large");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginHeaderTooBigError");
        }
    }

    @Test
    void bytesBehindAResponseNeverBecomeTheNextViewersResponse() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    boolean poisoning = connections.incrementAndGet() == 1;
                    answer(connection, poisoning ? ok("one") + ok("poison") : ok("two"));
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port());
                RawConnection other = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("one");
            other.send(GET);
            assertThat(other.readResponse().text()).isEqualTo("two");
            assertThat(origin.nextConnection().closed()).isTrue();
        }
    }

    @Test
    void bytesOnAnIdleConnectionCloseIt() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        CompletableFuture<Void> rested = new CompletableFuture<>();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    if (connections.incrementAndGet() > 1) {
                        answer(connection, ok("two"));
                        return;
                    }
                    connection.readHead();
                    connection.send(ok("one"));
                    rested.join();
                    connection.send(ok("poison"));
                    closed.complete(connection.closed());
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("one");
            rested.complete(null);
            assertThat(closed.get(5, TimeUnit.SECONDS)).isTrue();
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("two");
        }
    }

    @Test
    void getThatMetAClosedConnectionIsSentAgainAsOftenAsAllowed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    requests.incrementAndGet();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withOrigin("connectionAttempts: 2")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("origin.attempts")).isEqualTo("2");
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void getSentAgainLooksUntroubledToTheViewer() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    if (connections.incrementAndGet() == 1) {
                        answer(connection, ok("one")); // the next request on this connection meets its close
                        return;
                    }
                    answer(connection, ok("two"));
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("one");
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("two");
            proxy.log().next();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEmpty();
            assertThat(line.get("error.message")).isEmpty();
            assertThat(line.get("origin.attempts")).isEqualTo("2");
        }
    }

    @Test
    void postThatMetAClosedConnectionIsNotSentAgain() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    requests.incrementAndGet();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_closed");
            assertThat(requests).hasValue(1);
        }
    }
}
