package dev.countersign.core.selection;

import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import java.util.List;

/**
 * What becomes of fields that no policy selects: the default column of CloudFront's table ("Request and response behavior
 * for custom origins", HTTP request headers). Those that end at this edge under every policy are not its matter.
 */
public final class UnselectedFields {
    /** Trace fields are not in the table; they are for every hop (W3C Trace Context section 3.1). */
    private static final NameSet CROSSING = NameSet.inAnyCase(List.of(
            "Cache-Control",
            "Content-Length",
            "Content-MD5",
            "Content-Type",
            "Date",
            "From",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "If-Unmodified-Since",
            "Max-Forwards",
            "Origin",
            "Pragma",
            "Range",
            "Request-Range",
            "traceparent",
            "tracestate",
            "Via",
            "Warning"));

    private static final String AUTHORIZATION = "Authorization";

    private UnselectedFields() {}

    /** Whether the field of that index crosses. */
    public static boolean crosses(Head head, int index) {
        return crosses(head.bytes(), head.nameStart(index), head.nameEnd(index), head.method());
    }

    /** Whether the field named by {@code bytes[from .. to)} would cross with a request of that method. */
    public static boolean crosses(byte[] bytes, int from, int to, Method method) {
        if (Octets.equalsIgnoreCase(bytes, from, to, AUTHORIZATION)) {
            return method != Method.GET && method != Method.HEAD;
        }
        return CROSSING.contains(bytes, from, to);
    }
}
