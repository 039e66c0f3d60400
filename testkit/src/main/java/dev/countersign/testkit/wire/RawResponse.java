package dev.countersign.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One response as it stood on the wire. */
public final class RawResponse {
    private final String head;
    private final byte[] body;

    RawResponse(String head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** Status line, field lines and the empty line, as ISO 8859-1. */
    public String head() {
        return head;
    }

    /** The body, decoded when it came chunked. */
    public byte[] body() {
        return body;
    }

    /** The three digits after the HTTP version. */
    public int status() {
        return Integer.parseInt(head.substring(9, 12));
    }

    /** The values of every field called {@code name} (any case), in order. */
    public List<String> header(String name) {
        String prefix = name + ":";
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(line -> line.substring(prefix.length()).strip())
                .toList();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
