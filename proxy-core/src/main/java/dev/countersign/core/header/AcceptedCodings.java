package dev.countersign.core.header;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;

/**
 * Accept-Encoding where no policy selects it (CloudFront, "Request and response behavior for custom origins", compression):
 * of what a viewer takes only {@code br} and {@code gzip} are told, always spelt alike; HTTP/1.0 requests lose the field.
 */
final class AcceptedCodings {
    private static final String NAME = "Accept-Encoding";

    private AcceptedCodings() {}

    static void write(Head head, ByteWriter out) {
        if (head.minorVersion() == 0) {
            return;
        }
        boolean brotli = false;
        boolean gzip = false;
        for (int i = 0; i < head.fieldCount(); i++) {
            if (head.field(i) == Field.OTHER && !head.isDropped(i) && isAcceptEncoding(head, i)) {
                brotli |= accepts(head, i, "br");
                gzip |= accepts(head, i, "gzip");
            }
        }
        if (brotli || gzip) {
            out.ascii(NAME)
                    .ascii(brotli && gzip ? ": br,gzip" : brotli ? ": br" : ": gzip")
                    .ascii("\r\n");
        }
    }

    private static boolean isAcceptEncoding(Head head, int index) {
        return Octets.equalsIgnoreCase(head.bytes(), head.nameStart(index), head.nameEnd(index), NAME);
    }

    private static boolean accepts(Head head, int index, String coding) {
        byte[] bytes = head.bytes();
        int end = head.valueEnd(index);
        for (int at = head.valueStart(index); at < end; ) {
            int comma = Octets.indexOf(bytes, at, end, ',');
            int elementEnd = comma < 0 ? end : comma;
            int semicolon = Octets.indexOf(bytes, at, elementEnd, ';');
            int from = Octets.skipBlanks(bytes, at, elementEnd);
            int nameEnd = Octets.trimBlanks(bytes, from, semicolon < 0 ? elementEnd : semicolon);
            if (Octets.equalsIgnoreCase(bytes, from, nameEnd, coding)) {
                return semicolon < 0 || !isWeightNought(bytes, semicolon + 1, elementEnd);
            }
            at = elementEnd + 1;
        }
        return false;
    }

    /** {@code q=0}, {@code q=0.0} and so on: not acceptable (RFC 9110 section 12.4.2). */
    private static boolean isWeightNought(byte[] bytes, int from, int to) {
        int equals = Octets.indexOf(bytes, from, to, '=');
        if (equals < 0) {
            return false;
        }
        for (int i = equals + 1; i < to; i++) {
            if (bytes[i] >= '1' && bytes[i] <= '9') {
                return false;
            }
        }
        return true;
    }
}
