package dev.countersign.core.failover;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.testkit.wire.RawConnection;
import java.io.IOException;
import java.util.List;

/** Configurations with one origin group {@code ha} of the origins {@code a}, the primary, and {@code b}. */
public final class Groups {
    private Groups() {}

    /** {@code criteria} as in {@code [500, 502]}; one event loop, so that every exchange meets the same pools. */
    public static String of(String criteria, OriginEntry a, OriginEntry b) {
        return OriginEntry.together(List.of(a, b), "runtime: {eventLoops: 1}")
                .replace(
                        "    defaultCacheBehavior: {targetOriginId: a}\n",
                        "    originGroups: [{id: ha, members: [a, b], failoverCriteria: " + criteria + "}]\n"
                                + "    defaultCacheBehavior: {targetOriginId: ha}\n");
    }

    /** Answers every request without content with {@code response}. */
    static void answer(RawConnection connection, String response) throws IOException {
        while (true) {
            connection.readHead();
            connection.send(response);
        }
    }

    static String response(int status, String content) {
        return "HTTP/1.1 " + status + " Said\r\nContent-Type: text/html\r\nContent-Length: " + content.length()
                + "\r\n\r\n" + content;
    }
}
