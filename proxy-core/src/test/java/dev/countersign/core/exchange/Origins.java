package dev.countersign.core.exchange;

import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;

/** Scripts of origins that many tests need. */
final class Origins {
    private Origins() {}

    /** Answers one request without content after the other, on every connection from the first answer on. */
    static ScriptedOrigin answering(String... responses) {
        return ScriptedOrigin.plain(connection -> answer(connection, responses));
    }

    static void answer(RawConnection connection, String... responses) throws IOException {
        for (String response : responses) {
            connection.readHead();
            connection.send(response);
        }
        connection.closed();
    }

    static String ok(String content) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + content.length() + "\r\n\r\n" + content;
    }
}
