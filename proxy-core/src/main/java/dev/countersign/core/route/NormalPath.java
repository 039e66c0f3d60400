package dev.countersign.core.route;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Octets;

/**
 * The spelling of a path that patterns are matched against: unreserved characters not percent-encoded (RFC 3986 section
 * 6.2.2.2), then slashes in a row as one, then no {@code .} and {@code ..} segments (section 5.2.4). Otherwise
 * {@code /public/%2e%2e/admin} would escape the behavior of {@code /admin*}. The origin still gets the raw path.
 */
final class NormalPath {
    private NormalPath() {}

    /** Whether the path may be spelt differently; wrong only on the side of caution. */
    static boolean mayDiffer(byte[] path, int from, int to) {
        for (int i = from; i < to; i++) {
            if (path[i] == '%' || (path[i] == '/' && i + 1 < to && (path[i + 1] == '/' || path[i + 1] == '.'))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes the normal spelling of {@code path[from .. to)}, which begins with a slash, into {@code out}, which is
     * cleared.
     */
    static void write(byte[] path, int from, int to, ByteWriter out) {
        out.clear();
        for (int i = from; i < to; i++) {
            byte octet = path[i];
            if (octet == '%' && to - i > 2) {
                int decoded = Octets.hexValue(path[i + 1]) << 4 | Octets.hexValue(path[i + 2]);
                if (Octets.isUnreserved((byte) decoded)) {
                    octet = (byte) decoded;
                    i += 2;
                }
            }
            if (octet == '/') {
                endSegment(out);
                if (!endsInSlash(out)) {
                    out.put('/');
                }
            } else {
                out.put(octet);
            }
        }
        endSegment(out);
    }

    /** Takes back a last segment of one dot, and with one of two dots the segment before it; their slash stays. */
    private static void endSegment(ByteWriter out) {
        byte[] bytes = out.array();
        int length = out.length();
        if (length >= 2 && bytes[length - 1] == '.' && bytes[length - 2] == '/') {
            out.truncate(length - 1);
        } else if (length >= 3 && bytes[length - 1] == '.' && bytes[length - 2] == '.' && bytes[length - 3] == '/') {
            int end = length - 3;
            while (end > 0 && bytes[end - 1] != '/') {
                end--;
            }
            out.truncate(Math.max(end, 1));
        }
    }

    private static boolean endsInSlash(ByteWriter out) {
        return out.length() > 0 && out.array()[out.length() - 1] == '/';
    }
}
