package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answering;
import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a response ends, to every kind of viewer, and whether its connection goes on. */
final class ResponseFramingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-T: t\r\n\r\n";
    private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nuntil close";

    @TempDir
    Path directory;

    @Test
    void keptConnectionCarriesOneExchangeAfterTheOther() throws Exception {
        try (ScriptedOrigin origin = answering(ok("one"), ok("two"), ok(""));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String content : new String[] {"one", "two", ""}) {
                viewer.send(GET);
                RawResponse response = viewer.readResponse();
                assertThat(response.text()).isEqualTo(content);
                assertThat(response.header("connection")).isEmpty();
                assertThat(proxy.log().next().get("http.response.status_code")).isEqualTo("200");
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderAlsoWhenTheViewerStopsSending() throws Exception {
        try (ScriptedOrigin origin = answering(ok("one"), ok("two"), ok("three"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET + GET + GET);
            viewer.endSending();
            assertThat(viewer.readResponse().text()).isEqualTo("one");
            assertThat(viewer.readResponse().text()).isEqualTo("two");
            assertThat(viewer.readResponse().text()).isEqualTo("three");
            assertThat(viewer.closed()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsThatAreRefusedAreAnsweredInOrderAlsoWhenTheViewerStopsSending() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withDistribution("enabled: false")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET + GET);
            viewer.endSending();
            assertThat(viewer.readResponse().status()).isEqualTo(403);
            assertThat(viewer.readResponse().status()).isEqualTo(403);
            assertThat(viewer.closed()).isTrue();
        }
    }

    @Test
    void connectionCloseIsHonouredAndWhatFollowsIsNotARequest() throws Exception {
        try (ScriptedOrigin origin = answering(ok("last"), ok("never"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GET);
            RawResponse response = viewer.readResponse();
            assertThat(response.text()).isEqualTo("last");
            assertThat(response.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            proxy.log().next();
            assertThat(proxy.log().isEmpty()).isTrue();
        }
    }

    @Test
    void http10ConnectionClosesUnlessItIsToBeKept() throws Exception {
        try (ScriptedOrigin origin = answering(ok("one"), ok("two"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n");
            RawResponse kept = viewer.readResponse();
            assertThat(kept.text()).isEqualTo("one");
            assertThat(kept.header("connection")).containsExactly("keep-alive");
            viewer.send("GET / HTTP/1.0\r\n\r\n");
            RawResponse last = viewer.readResponse();
            assertThat(last.text()).isEqualTo("two");
            assertThat(last.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("network.protocol.version")).isEqualTo("1.0");
        }
    }

    @Test
    void responsesWithoutContentEndWithTheirHead() throws Exception {
        try (ScriptedOrigin origin = answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\nETag: \"e\"\r\n\r\n",
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            String head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
            viewer.send(head + head + GET + GET + GET);
            assertThat(viewer.readHead()).contains("200 OK").contains("Content-Length: 500");
            assertThat(viewer.readHead()).contains("200 OK").doesNotContain("Transfer-Encoding");
            assertThat(viewer.readHead()).contains("204 No Content").doesNotContain("Content-Length");
            assertThat(viewer.readHead())
                    .contains("304 Not")
                    .contains("Content-Length: 77")
                    .contains("ETag: \"e\"");
            assertThat(viewer.readHead()).contains("200 OK").contains("Content-Length: 0");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void chunkedContentIsChunkedAnewForHttp11() throws Exception {
        try (ScriptedOrigin origin = answering(CHUNKED, ok("again"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(GET);
            RawResponse response = viewer.readResponse();
            assertThat(response.text()).isEqualTo("abcde");
            assertThat(response.header("transfer-encoding")).containsExactly("chunked");
            assertThat(viewer.received()).doesNotContain("x=y").doesNotContain("X-T");
            viewer.send(GET);
            assertThat(viewer.readResponse().text()).isEqualTo("again");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void chunkedContentEndsWithTheConnectionForHttp10() throws Exception {
        try (ScriptedOrigin origin = answering(CHUNKED);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.header("connection")).containsExactly("close");
            assertThat(response.header("transfer-encoding")).isEmpty();
            assertThat(response.text()).isEqualTo("abcde");
        }
    }

    @Test
    void contentUntilCloseIsChunkedForHttp11AndTheViewersConnectionGoesOn() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(UNTIL_CLOSE);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 1; i <= 2; i++) {
                viewer.send(GET);
                RawResponse response = viewer.readResponse();
                assertThat(response.header("transfer-encoding")).containsExactly("chunked");
                assertThat(response.text()).isEqualTo("until close");
                assertThat(origin.connections()).isEqualTo(i);
                assertThat(proxy.log().next().get("error.type")).isEmpty();
            }
        }
    }

    @Test
    void contentUntilCloseEndsWithTheConnectionForHttp10() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.0 200 OK\r\n\r\nuntil close");
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(response.header("via")).containsExactly("1.0 countersign");
            assertThat(response.text()).isEqualTo("until close");
        }
    }
}
