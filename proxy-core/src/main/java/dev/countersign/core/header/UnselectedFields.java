package dev.countersign.core.header;

import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import dev.countersign.core.selection.NameSet;
import java.util.List;

/**
 * What becomes of fields that no policy selects: the default column of CloudFront's table ("Request and response behavior
 * for custom origins", HTTP request headers). Those that end at this edge under every policy are not its matter.
 */
final class UnselectedFields {
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

    static boolean crosses(Head head, int index) {
        byte[] bytes = head.bytes();
        int from = head.nameStart(index);
        int to = head.nameEnd(index);
        if (head.field(index) == Field.OTHER && Octets.equalsIgnoreCase(bytes, from, to, AUTHORIZATION)) {
            return head.method() != Method.GET && head.method() != Method.HEAD;
        }
        return CROSSING.contains(bytes, from, to);
    }
}
