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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an origin's 1xx. */
final class InterimResponsesTest {
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
    private static final String HINTS =
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: X-Hop\r\nX-Hop: h\r\n\r\n";

    @TempDir
    Path directory;

    @Test
    void continueEndsHere() throws Exception {
        try (ScriptedOrigin origin = answering(CONTINUE + ok("final"), ok("next"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readResponse().text()).isEqualTo("final");
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readResponse().text()).isEqualTo("next");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void earlyHintsCrossToHttp11() throws Exception {
        try (ScriptedOrigin origin = answering(HINTS.repeat(8) + ok("final"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                RawResponse hints = viewer.readResponse();
                assertThat(hints.head()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
            }
            assertThat(viewer.readResponse().text()).isEqualTo("final");
        }
    }

    @Test
    void earlyHintsDoNotCrossToHttp10() throws Exception {
        try (ScriptedOrigin origin = answering(HINTS + ok("final"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(viewer.readResponse().text()).isEqualTo("final");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CONTINUE + CONTINUE,
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            })
    void interimResponseThatWasNotAskedForIsRefused(String interim) throws Exception {
        try (ScriptedOrigin origin = answering(interim + ok("final"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_invalid_response");
            assertThat(origin.nextConnection().closed()).isTrue();
        }
    }

    @Test
    void floodOfInterimResponsesIsRefused() throws Exception {
        try (ScriptedOrigin origin = answering(HINTS.repeat(9) + ok("final"));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                assertThat(viewer.readResponse().status()).isEqualTo(103);
            }
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_invalid_response");
        }
    }
}
