package dev.countersign.core.header;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Octets;
import dev.countersign.core.selection.Selection;

/**
 * A query with those parameters that are selected: their bytes and their order stay. Parameters stand between ampersands;
 * their names are compared decoded, because that is how an origin reads them ({@code %61} is {@code a}, plus is a space).
 */
final class QueryStrings {
    private QueryStrings() {}

    /** Appends what is left of the query {@code bytes[from .. to)}, which is empty or begins with its question mark. */
    static void write(byte[] bytes, int from, int to, Selection selection, ByteWriter out) {
        int separator = '?';
        for (int at = from + 1; at <= to; ) {
            int ampersand = Octets.indexOf(bytes, at, to, '&');
            int end = ampersand < 0 ? to : ampersand;
            if (at < end && isSelected(bytes, at, end, selection, out)) {
                out.put(separator).put(bytes, at, end - at);
                separator = '&';
            }
            at = end + 1;
        }
    }

    private static boolean isSelected(byte[] bytes, int from, int to, Selection selection, ByteWriter out) {
        int equals = Octets.indexOf(bytes, from, to, '=');
        int nameEnd = equals < 0 ? to : equals;
        if (Octets.indexOf(bytes, from, nameEnd, '%') < 0 && Octets.indexOf(bytes, from, nameEnd, '+') < 0) {
            return selection.selects(bytes, from, nameEnd);
        }
        int free = out.length();
        decode(bytes, from, nameEnd, out);
        boolean selected = selection.selects(out.array(), free, out.length());
        out.truncate(free);
        return selected;
    }

    /** A percent sign that begins no encoded byte stands for itself. */
    private static void decode(byte[] bytes, int from, int to, ByteWriter out) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '%' && to - i > 2 && Octets.isHex(bytes[i + 1]) && Octets.isHex(bytes[i + 2])) {
                out.put(Octets.hexValue(bytes[i + 1]) << 4 | Octets.hexValue(bytes[i + 2]));
                i += 2;
            } else {
                out.put(bytes[i] == '+' ? ' ' : bytes[i]);
            }
        }
    }
}
