package dev.countersign.core.websocket;

import static dev.countersign.core.websocket.Offers.ACCEPT;
import static dev.countersign.core.websocket.Offers.KEY;
import static dev.countersign.core.websocket.Offers.OFFER;
import static dev.countersign.core.websocket.Offers.SWITCHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the request that offers a WebSocket to the 101, or to what comes instead. */
final class OpeningHandshakeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno";

    @TempDir
    Path directory;

    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    /** Answers each offer like that, and keeps what it saw. */
    private ScriptedOrigin answering(String answer) {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                seen.add(connection.readHead());
                connection.send(answer);
            }
        });
    }

    private String nextSeen() throws InterruptedException {
        String head = seen.poll(10, TimeUnit.SECONDS);
        assertThat(head).isNotNull();
        return head;
    }

    @Test
    void offerAndAnswerCross() throws Exception {
        String answer = SWITCHING.replace(
                "\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\nContent-Length: 0\r\nServer: o\r\n\r\n");
        try (ScriptedOrigin origin = answering(answer);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat, x\r\n\r\n"));
            RawResponse response = viewer.readResponse();
            assertThat(response.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: " + ACCEPT
                            + "\r\nSec-WebSocket-Protocol: chat\r\nServer: o\r\n"
                            + "Connection: Upgrade\r\nUpgrade: websocket\r\nVia: 1.1 countersign\r\n"
                            + "X-Cache: Miss from countersign\r\nX-Amz-Cf-Pop: local\r\nX-Amz-Cf-Id: ");
            assertThat(nextSeen())
                    .startsWith("GET /chat HTTP/1.1\r\nHost: origin.test:" + origin.port() + "\r\n")
                    .contains("\r\nSec-WebSocket-Key: " + KEY + "\r\n")
                    .contains("\r\nSec-WebSocket-Version: 13\r\n")
                    .contains("\r\nSec-WebSocket-Protocol: chat, x\r\n")
                    .containsOnlyOnce("\r\nConnection: Upgrade\r\n")
                    .containsOnlyOnce("\r\nUpgrade: websocket\r\n")
                    .doesNotContain("Keep-Alive");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{headers: none, cookies: none, queryStrings: none}",
                "{headers: {behavior: whitelist, items: [X-Other]}, cookies: none, queryStrings: none}",
                "{headers: {behavior: allExcept, items: [Host, Sec-WebSocket-Key, Sec-WebSocket-Version, X-Mine]},"
                        + " cookies: all, queryStrings: all}",
            })
    void handshakeCrossesUnderEveryPolicy(String policy) throws Exception {
        try (ScriptedOrigin origin = answering(SWITCHING);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("originRequestPolicy: " + policy)
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(
                    OFFER.replace(
                            "\r\n\r\n",
                            "\r\nSec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate\r\nX-Mine: 1\r\n\r\n"));
            assertThat(viewer.readResponse().status()).isEqualTo(101);
            assertThat(nextSeen())
                    .contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n")
                    .contains("\r\nSec-WebSocket-Key: " + KEY + "\r\n")
                    .contains("\r\nSec-WebSocket-Version: 13\r\n")
                    .contains("\r\nSec-WebSocket-Protocol: chat\r\n")
                    .contains("\r\nSec-WebSocket-Extensions: permessage-deflate\r\n")
                    .doesNotContain("X-Mine");
        }
    }

    @Test
    void operatorMayExcludeProtocolsAndExtensionsByName() throws Exception {
        try (ScriptedOrigin origin = answering(SWITCHING);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("originRequestPolicy: {headers: {behavior: allExcept, items:"
                                + " [Host, Sec-WebSocket-Extensions]}, cookies: all, queryStrings: all}")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
            assertThat(viewer.readResponse().status()).isEqualTo(101);
            assertThat(nextSeen()).doesNotContain("Extensions");
        }
    }

    @Test
    void withoutAnOfferTheFieldsOfOneGoByThePolicy() throws Exception {
        try (ScriptedOrigin origin = answering(OK);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withBehavior("originRequestPolicy: {headers: none, cookies: none, queryStrings: none}")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER.replace("Upgrade: websocket\r\n", ""));
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(nextSeen()).doesNotContain("Sec-WebSocket").contains("Connection: Keep-Alive\r\n");
        }
    }

    /** CVE-2026-2833: what stands behind the request belongs to a protocol that has not been agreed on. */
    @Test
    void bytesBehindTheOfferReachTheOriginOnlyBehindThe101() throws Exception {
        BlockingQueue<String> early = new LinkedBlockingQueue<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    seen.add(connection.readHead());
                    connection.send("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n");
                    // The proxy has read all of the viewer's bytes by now, and the viewer the hints.
                    early.add("hints are out");
                    connection.send(SWITCHING + "first");
                    early.add(new String(connection.readExactly(14), StandardCharsets.US_ASCII));
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER + "GET / HTTP/1.1");
            assertThat(viewer.readResponse().status()).isEqualTo(103);
            assertThat(viewer.readResponse().status()).isEqualTo(101);
            assertThat(viewer.readExactly(5)).asString().isEqualTo("first");
            assertThat(early.poll(10, TimeUnit.SECONDS)).isEqualTo("hints are out");
            assertThat(early.poll(10, TimeUnit.SECONDS)).isEqualTo("GET / HTTP/1.1");
            assertThat(seen).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void without101TheResponseIsSentAndBothConnectionsEnd(boolean bytesBehind) throws Exception {
        try (ScriptedOrigin origin = answering(OK);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(bytesBehind ? OFFER + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n" : OFFER);
            RawResponse response = viewer.readResponse();
            assertThat(response.text()).isEqualTo("no");
            assertThat(response.header("connection")).containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
            assertThat(line.get("url.scheme")).isEqualTo("ws");
            proxy.meters().await("d/o connections", 0);
            assertThat(nextSeen()).startsWith("GET /chat ");
            assertThat(seen).as("the origin saw nothing else").isEmpty();
            assertThat(proxy.log().isEmpty()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + ACCEPT + "\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: " + ACCEPT
                        + "\r\n\r\n",
                "HTTP/1.0 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT
                        + "\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept:\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
                "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + ACCEPT
                        + "\r\nSec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n",
            })
    void answerThatDoesNotFitTheOfferIsA502(String answer) throws Exception {
        try (ScriptedOrigin origin = answering(answer + "stolen");
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER + "early");
            RawResponse page = viewer.readResponse();
            assertThat(page.status()).isEqualTo(502);
            assertThat(page.text()).doesNotContain("stolen");
            assertThat(viewer.closed()).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_invalid_response");
            assertThat(line.get("error.message")).startsWith("a 101 ");
            proxy.meters().await("d/o connections", 0);
        }
    }

    @Test
    void answerThatNobodyAskedForIsA502() throws Exception {
        for (String request : List.of(
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                OFFER.replace("Connection: Upgrade\r\n", ""),
                OFFER.replace("GET", "OPTIONS"),
                OFFER.replace("HTTP/1.1", "HTTP/1.0"))) {
            try (ScriptedOrigin origin = answering(SWITCHING);
                    RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(request);
                assertThat(viewer.readResponse().status()).as(request).isEqualTo(502);
                assertThat(proxy.log().next().get("error.message")).isEqualTo("a 101 that was not asked for");
                proxy.meters().await("d/o connections", 0);
            }
        }
    }

    @Test
    void malformedOfferIsRefusedAndTheOriginNeverHearsOfIt() throws Exception {
        try (ScriptedOrigin origin = answering(SWITCHING);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER.replace(KEY, "c2hvcnQ=") + "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(400);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("websocket_malformed");
            assertThat(proxy.log().isEmpty()).isTrue();
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void mereMentionGoesOnAsAPlainRequestThatIsTheLast() throws Exception {
        try (ScriptedOrigin origin = answering(OK);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            for (String request :
                    List.of(OFFER.replace("Connection: Upgrade\r\n", ""), OFFER.replace("websocket", "websocket/13"))) {
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    viewer.send(request + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
                    assertThat(viewer.readResponse().header("connection")).containsExactly("close");
                    assertThat(viewer.closed()).isTrue();
                    assertThat(nextSeen()).doesNotContain("Upgrade").contains("Connection: Keep-Alive");
                    assertThat(proxy.log().next().get("url.scheme")).isEqualTo("http");
                }
            }
            assertThat(seen).isEmpty();
            assertThat(origin.connections())
                    .as("such a request's connection is pooled")
                    .isEqualTo(1);
        }
    }

    @Test
    void offerIsSentOnceAndOnAConnectionOfItsOwn() throws Exception {
        List<String> heads = new ArrayList<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    String head = connection.readHead();
                    synchronized (heads) {
                        heads.add(head);
                    }
                    if (head.startsWith("GET / ")) {
                        connection.send(OK);
                        connection.closed();
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection plain = RawViewer.plain(proxy.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(plain.readResponse().status()).isEqualTo(200);
            proxy.meters().await("d/o idle", 1);
            viewer.send(OFFER);
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next(2).get(1).get("origin.attempts")).isEqualTo("1");
            assertThat(origin.connections()).isEqualTo(2);
            assertThat(heads).hasSize(2);
            proxy.meters().await("d/o idle", 1);
        }
    }

    @Test
    void silentOriginIsA504AfterOneAttempt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    seen.add(connection.readHead());
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(OFFER);
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            assertThat(viewer.closed()).isTrue();
            assertThat(origin.connections()).isEqualTo(1);
        }
    }
}
