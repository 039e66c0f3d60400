package dev.countersign.core.header;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import dev.countersign.core.selection.Selection;

/**
 * The Cookie field with those cookies that are selected (RFC 6265 section 4.2.1). A piece without an equals sign counts as
 * a name, because some origins read it as one.
 */
final class Cookies {
    private static final String NAME = "Cookie: ";

    private Cookies() {}

    /** Appends one line with what is left of all Cookie lines, or none where nothing is. */
    static void write(Head head, Selection selection, ByteWriter out) {
        int begin = out.length();
        out.ascii(NAME);
        int empty = out.length();
        for (int i = head.first(Field.COOKIE); i >= 0; i = head.next(Field.COOKIE, i)) {
            if (!head.isDropped(i)) {
                writeValue(head, i, selection, empty, out);
            }
        }
        if (out.length() == empty) {
            out.truncate(begin);
        } else {
            out.ascii("\r\n");
        }
    }

    private static void writeValue(Head head, int index, Selection selection, int empty, ByteWriter out) {
        byte[] bytes = head.bytes();
        int end = head.valueEnd(index);
        for (int at = head.valueStart(index); at < end; ) {
            int semicolon = Octets.indexOf(bytes, at, end, ';');
            int pieceEnd = semicolon < 0 ? end : semicolon;
            int from = Octets.skipBlanks(bytes, at, pieceEnd);
            int to = Octets.trimBlanks(bytes, from, pieceEnd);
            int equals = Octets.indexOf(bytes, from, to, '=');
            int nameEnd = equals < 0 ? to : Octets.trimBlanks(bytes, from, equals);
            if (from < to && selection.selects(bytes, from, nameEnd)) {
                if (out.length() > empty) {
                    out.ascii("; ");
                }
                out.put(bytes, from, to - from);
            }
            at = pieceEnd + 1;
        }
    }
}
