package dev.countersign.core.response;

import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Headers with a fixed value: each replaces what the origin sent under its name, or stands back for it. */
final class AddedHeaders {
    /** A page of this edge's own says what it is itself. */
    private static final List<String> OWN_OF_PAGES = List.of("content-type", "server");

    private final List<Added> headers;
    private final byte[][] lines;
    private final byte[] linesForPages;

    /** At most 64, each name once. */
    AddedHeaders(List<Added> headers) {
        if (headers.size() > Long.SIZE) {
            throw new IllegalArgumentException("too many headers: " + headers.size());
        }
        this.headers = List.copyOf(headers);
        this.lines = headers.stream().map(AddedHeaders::line).toArray(byte[][]::new);
        ByteWriter forPages = new ByteWriter(0);
        headers.stream()
                .filter(header -> OWN_OF_PAGES.stream().noneMatch(header.name()::equalsIgnoreCase))
                .forEach(header -> forPages.put(line(header)));
        this.linesForPages = Arrays.copyOf(forPages.array(), forPages.length());
    }

    void apply(Head response, ByteWriter out) {
        long sentByOrigin = 0;
        for (int i = 0; i < response.fieldCount(); i++) {
            int index = response.isDropped(i) ? -1 : find(response.bytes(), response.nameStart(i), response.nameEnd(i));
            if (index >= 0 && headers.get(index).override()) {
                response.drop(i);
            } else if (index >= 0) {
                sentByOrigin |= 1L << index;
            }
        }
        for (int index = 0; index < lines.length; index++) {
            if ((sentByOrigin & 1L << index) == 0) {
                out.put(lines[index]);
            }
        }
    }

    void writeForPage(ByteWriter out) {
        out.put(linesForPages);
    }

    private int find(byte[] bytes, int from, int to) {
        for (int i = 0; i < lines.length; i++) {
            if (Octets.equalsIgnoreCase(bytes, from, to, headers.get(i).name())) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] line(Added header) {
        return (header.name() + ": " + header.value() + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
