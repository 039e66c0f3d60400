package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads: their framing, their pace, Expect, and answers that do not wait for their end. */
final class RequestContentTest {
    private static final String POST_5 = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    private static final String POST_CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void contentCrossesByItsFramingAndTheConnectionsGoOn() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(ok(new String(connection.readExactly(5), ISO_8859_1)));
                    connection.readHead();
                    connection.send(ok(new String(connection.readChunked(), ISO_8859_1)));
                    connection.readHead();
                    connection.send(ok("no content"));
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST_5 + "hello");
            assertThat(viewer.readResponse().text()).isEqualTo("hello");
            viewer.sendInPieces(POST_CHUNKED + "3;a=b\r\nabc\r\n0002\r\nde\r\n0\r\nX-T: t\r\n\r\n", 7);
            assertThat(viewer.readResponse().text()).isEqualTo("abcde");
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(viewer.readResponse().text()).isEqualTo("no content");
            assertThat(origin.connections()).isEqualTo(1);
            assertThat(origin.nextConnection().received())
                    .contains("Transfer-Encoding: chunked\r\n")
                    .contains("Content-Length: 0\r\n")
                    .doesNotContain("a=b")
                    .doesNotContain("X-T");
            assertThat(proxy.log().next().get("http.request.bytes")).isEqualTo("" + (POST_5.length() + 5));
        }
    }

    /** Writing it makes the connection full, and writable again before anything else is done. */
    @Test
    void contentBehindAHeadThatFillsTheConnectionEndsOnce() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    for (int i = 0; i < 2; i++) {
                        assertThat(connection.readHead()).startsWith("POST / HTTP/1.1\r\n");
                        connection.send(ok(new String(connection.readChunked(), ISO_8859_1)));
                    }
                    connection.closed();
                });
                RunningProxy proxy = RunningProxy.start(
                        directory, OriginEntry.http("o", origin.port()).alone("limits: {requestHeadBytes: 262144}"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            String large = POST_CHUNKED.replace("Host", "X-Large: " + "x".repeat(150_000) + "\r\nHost");
            for (int i = 0; i < 2; i++) {
                viewer.send(large + "5\r\nhello\r\n0\r\n\r\n");
                assertThat(viewer.readResponse().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void everyPieceOfAnUploadReachesTheOriginBeforeTheNextIsSent() throws Exception {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> second = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    first.complete(new String(connection.readExactly(2), ISO_8859_1));
                    second.complete(new String(connection.readExactly(2), ISO_8859_1));
                    connection.readExactly(1);
                    connection.send(ok("all"));
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST_5 + "ab");
            assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("ab");
            viewer.send("cd");
            assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo("cd");
            viewer.send("e");
            assertThat(viewer.readResponse().text()).isEqualTo("all");
        }
    }

    @Test
    void viewerThatWaitsIsToldToContinueAndItsExpectEndsHere() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readExactly(5);
                    connection.send("HTTP/1.1 100 Continue\r\n\r\n" + ok("thanks"));
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(viewer.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            viewer.send("hello");
            assertThat(viewer.readResponse().text()).isEqualTo("thanks");
            assertThat(origin.nextConnection().received()).doesNotContain("Expect");
        }
    }

    @Test
    void viewerThatWaitsIsNotToldToContinueTowardsAnOriginThatIsNotThere() throws Exception {
        int nobody = freePort();
        try (RunningProxy proxy = OneOrigin.plain(nobody).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_connect_failed");
        }
    }

    private static int freePort() throws java.io.IOException {
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Test
    void answerThatDoesNotWaitForTheUploadReachesTheViewerAndBothConnectionsEnd() throws Exception {
        CompletableFuture<Boolean> originClosed = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                    try {
                        connection.readToEnd();
                    } finally {
                        originClosed.complete(true);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(100_000));
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.text()).isEqualTo("big");
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            viewer.send("x".repeat(100_000)); // not a reset: the rest is read and forgotten
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("http.response.status_code")).isEqualTo("413");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void originThatLeavesBeforeItTookTheUploadIsABadGateway(boolean reset) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readExactly(4);
                    if (reset) {
                        connection.reset();
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nhalf");
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(viewer.closed()).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_write_failed");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginWriteError");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void viewerThatStopsSendingBehindItsUploadGetsItsResponse(String transport) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(ok(new String(connection.readExactly(5), ISO_8859_1)));
                    connection.closed();
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OneOrigin.plain(origin)
                                .yaml()
                                .replace("eventLoops: 1", "eventLoops: 1, transport: " + transport));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST_5 + "hello");
            viewer.endSending();
            assertThat(viewer.readResponse().text()).isEqualTo("hello");
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    @Test
    void brokenChunksAreRefusedAndTheOriginsConnectionIsNotUsedAgain() throws Exception {
        CompletableFuture<Boolean> originClosed = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readToEnd();
                    originClosed.complete(true);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST_CHUNKED + "3\r\nabcX" + GET);
            assertThat(viewer.readResponse().status()).isEqualTo(400);
            assertThat(viewer.closed()).isTrue();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("malformed_request");
            assertThat(proxy.log().isEmpty()).isTrue();
        }
    }

    @Test
    void uploadLargerThanTheLimitIsRefusedBeforeTheOriginIsContactedIfItSaysSo() throws Exception {
        try (ScriptedOrigin origin = Origins.answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("requestBodyBytes: 1000")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(413);
            assertThat(viewer.closed()).isTrue();
            assertThat(origin.connections()).isZero();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("body_too_large");
        }
    }

    @Test
    void chunkedUploadLargerThanTheLimitIsRefusedOnTheWay() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readChunked();
                    throw new AssertionError("the upload must not look complete");
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("requestBodyBytes: 1000")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(POST_CHUNKED + "3e8\r\n" + "x".repeat(1000) + "\r\n1\r\ny\r\n0\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(413);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("body_too_large");
        }
    }
}
