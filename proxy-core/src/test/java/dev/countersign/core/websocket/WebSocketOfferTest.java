package dev.countersign.core.websocket;

import static dev.countersign.core.websocket.Offers.KEY;
import static dev.countersign.core.websocket.Offers.OFFER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.ParseResult;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests offer a WebSocket, and which only look like it. */
final class WebSocketOfferTest {
    private static final String KEY_LINE = "Sec-WebSocket-Key: " + KEY + "\r\n";

    private static WebSocketOffer of(String request) {
        Head head = new Head();
        HeadParser parser = HeadParser.forRequests(32_768, 8_192);
        assertThat(parser.parse(Unpooled.copiedBuffer(request, StandardCharsets.ISO_8859_1), head))
                .as(request)
                .isEqualTo(ParseResult.COMPLETE);
        return WebSocketOffer.of(head);
    }

    @Test
    void requestOfTheRfcIsAnOffer() {
        assertThat(of(OFFER)).isEqualTo(WebSocketOffer.MADE);
        assertThat(of(OFFER.replace("Upgrade: websocket", "upgrade: h2c ,\tWebSocket")
                        .replace("Connection: Upgrade", "connection: keep-alive, UPGRADE")))
                .isEqualTo(WebSocketOffer.MADE);
        assertThat(of(OFFER.replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 255")))
                .as("versions are the origin's to judge")
                .isEqualTo(WebSocketOffer.MADE);
        assertThat(of(OFFER.replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n")))
                .isEqualTo(WebSocketOffer.MADE);
    }

    @Test
    void requestWithoutTheWordOffersNothing() {
        assertThat(of(OFFER.replace("Upgrade: websocket", "Upgrade: h2c"))).isEqualTo(WebSocketOffer.NONE);
        assertThat(of(OFFER.replace("Upgrade: websocket\r\n", ""))).isEqualTo(WebSocketOffer.NONE);
    }

    @Test
    void requestThatCannotSwitchMentionsItAlone() {
        for (String request : new String[] {
            OFFER.replace("GET", "POST"),
            OFFER.replace("HTTP/1.1", "HTTP/1.0"),
            OFFER.replace("Connection: Upgrade\r\n", ""),
            OFFER.replace("Connection: Upgrade", "Connection: close"),
            OFFER.replace("Upgrade: websocket", "Upgrade: websocket/13"),
            OFFER.replace("Upgrade: websocket", "Upgrade: xwebsocket"),
            OFFER.replace("\r\n\r\n", "\r\nContent-Length: 1\r\n\r\n"),
            OFFER.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n"),
        }) {
            assertThat(of(request)).as(request).isEqualTo(WebSocketOffer.MENTIONED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Key:\r\n",
                KEY_LINE + KEY_LINE,
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ===\r\n",
                "Sec-WebSocket-Key: dGhlIHNhb-BsZSBub25jZQ==\r\n",
                "Sec-WebSocket-Key: dGhlIHNhb XBsZSBub25jZ==\r\n",
            })
    void offerWithoutExactlyOneKeyOf16BytesIsMalformed(String lines) {
        assertThat(of(OFFER.replace(KEY_LINE, lines))).isEqualTo(WebSocketOffer.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Version:\r\n",
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8\r\n",
                "Sec-WebSocket-Version: 13, 8\r\n",
                "Sec-WebSocket-Version: 1300\r\n",
                "Sec-WebSocket-Version: -1\r\n",
            })
    void offerWithoutExactlyOneVersionIsMalformed(String lines) {
        assertThat(of(OFFER.replace("Sec-WebSocket-Version: 13\r\n", lines))).isEqualTo(WebSocketOffer.MALFORMED);
    }
}
