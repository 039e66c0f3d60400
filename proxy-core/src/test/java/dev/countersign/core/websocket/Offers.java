package dev.countersign.core.websocket;

import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;

/** The opening handshake of RFC 6455 section 1.3, and origins that speak it. */
final class Offers {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    static final String OFFER = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n\r\n";
    static final String SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n";

    private Offers() {}

    /** What an origin does once it has switched. */
    interface Talk {
        void with(RawConnection connection) throws IOException;
    }

    /** Switches at once, and goes on from there. */
    static ScriptedOrigin switching(Talk talk) {
        return ScriptedOrigin.plain(connection -> switchAnd(connection, talk));
    }

    static void switchAnd(RawConnection connection, Talk talk) throws IOException {
        connection.readHead();
        connection.send(SWITCHING);
        talk.with(connection);
    }

    /** Offers, and reads the 101. */
    static void open(RawConnection viewer) throws IOException {
        viewer.send(OFFER);
        String head = viewer.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(head);
        }
    }
}
