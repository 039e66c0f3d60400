package dev.countersign.core.header;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.selection.Selection;

/**
 * Names with an underscore are legal, but many origins read {@code X_Forwarded_For} and {@code X-Forwarded-For} as one
 * (CGI variables, RFC 3875 section 4.1.18). One that would pass for a field this proxy answers for does not cross.
 */
final class UnderscoreNames {
    private UnderscoreNames() {}

    static boolean imitates(Head head, int index, OriginTarget origin) {
        int from = head.nameStart(index);
        int to = head.nameEnd(index);
        if (!hasUnderscore(head.bytes(), from, to)) {
            return false;
        }
        for (Field field : FIELDS) {
            if (field != Field.OTHER && equalsAsDashes(head.bytes(), from, to, field.label())) {
                return true;
            }
        }
        return origin.config().customHeaders().stream()
                .anyMatch(header -> equalsAsDashes(head.bytes(), from, to, header.name()));
    }

    /** The name reads like one that the operator excluded; {@code out} is as before. */
    static boolean isExcluded(Head head, int index, Selection headers, ByteWriter out) {
        int from = head.nameStart(index);
        int to = head.nameEnd(index);
        if (!hasUnderscore(head.bytes(), from, to)) {
            return false;
        }
        int free = out.length();
        for (int i = from; i < to; i++) {
            out.put(dashed(head.bytes()[i]));
        }
        boolean excluded = !headers.selects(out.array(), free, out.length());
        out.truncate(free);
        return excluded;
    }

    private static final Field[] FIELDS = Field.values();

    private static boolean hasUnderscore(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '_') {
                return true;
            }
        }
        return false;
    }

    private static boolean equalsAsDashes(byte[] bytes, int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (dashed(bytes[from + i]) != dashed((byte) name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int dashed(byte octet) {
        return octet == '_' ? '-' : octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
