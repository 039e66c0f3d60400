package dev.countersign.core.response;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import dev.countersign.core.selection.NameSet;
import dev.countersign.core.selection.RequestSelection;
import dev.countersign.core.selection.UnselectedFields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which names in Vary cross: a response cannot depend on fields that its origin never gets. */
final class VaryRule {
    private static final byte[] NAME = "Vary: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    /** CloudFront's table of response headers keeps them always. */
    private static final NameSet KEPT = NameSet.inAnyCase(List.of("*", "Accept-Encoding", "Cookie"));

    private final RequestSelection selection;

    VaryRule(RequestSelection selection) {
        this.selection = selection;
    }

    /** Takes Vary out of {@code response} and writes what is left of it. */
    void apply(Head response, Method requestMethod, ByteWriter out) {
        for (int i = response.first(Field.VARY); i >= 0; i = response.next(Field.VARY, i)) {
            if (!response.isDropped(i)) {
                response.drop(i);
                write(response.bytes(), response.valueStart(i), response.valueEnd(i), requestMethod, out);
            }
        }
    }

    private void write(byte[] bytes, int from, int to, Method requestMethod, ByteWriter out) {
        boolean begun = false;
        int at = from;
        while (at < to) {
            int comma = Octets.indexOf(bytes, at, to, ',');
            int end = comma < 0 ? to : comma;
            int start = Octets.skipBlanks(bytes, at, end);
            int trimmed = Octets.trimBlanks(bytes, start, end);
            if (trimmed > start && crosses(bytes, start, trimmed, requestMethod)) {
                if (begun) {
                    out.put(',').put(' ');
                } else {
                    out.put(NAME);
                }
                begun = true;
                out.put(bytes, start, trimmed - start);
            }
            at = end + 1;
        }
        if (begun) {
            out.put(LINE_END);
        }
    }

    private boolean crosses(byte[] bytes, int from, int to, Method requestMethod) {
        return KEPT.contains(bytes, from, to)
                || (Octets.equalsIgnoreCase(bytes, from, to, "Host")
                        ? selection.forwardsHost()
                        : selection.headers().selects(bytes, from, to)
                                || (!selection.headers().excludes()
                                        && UnselectedFields.crosses(bytes, from, to, requestMethod)));
    }
}
