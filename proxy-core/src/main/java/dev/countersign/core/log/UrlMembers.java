package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Head;

/**
 * Splits a request-target (RFC 9112 section 3.2) into {@code url.path} and {@code url.query}, both as received. Of the
 * absolute form only path and query are taken, with {@code /} for an empty path; {@code *} and the authority form of
 * CONNECT are logged as a path.
 */
final class UrlMembers {
    private UrlMembers() {}

    static void write(ByteWriter out, Head head) {
        byte[] bytes = head.bytes();
        int end = head.targetEnd();
        int start = pathStart(bytes, head.targetStart(), end);
        int question = indexOf(bytes, (byte) '?', start, end);
        int pathEnd = question < 0 ? end : question;
        if (start == pathEnd) {
            JsonMembers.text(out, "url.path", "/");
        } else {
            JsonMembers.text(out, "url.path", bytes, start, pathEnd);
        }
        if (question >= 0) {
            JsonMembers.text(out, "url.query", bytes, question + 1, end);
        }
    }

    /** Behind scheme and authority, if there is a scheme. */
    private static int pathStart(byte[] bytes, int start, int end) {
        int colon = schemeEnd(bytes, start, end);
        if (colon < 0) {
            return start;
        }
        int at = colon + "://".length();
        while (at < end && bytes[at] != '/' && bytes[at] != '?') {
            at++;
        }
        return at;
    }

    /** The index of {@code ://} behind a scheme (RFC 3986 section 3.1) at the start, or -1. */
    private static int schemeEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isSchemeByte(bytes[at])) {
            at++;
        }
        boolean scheme =
                at > start && at + 3 <= end && bytes[at] == ':' && bytes[at + 1] == '/' && bytes[at + 2] == '/';
        return scheme ? at : -1;
    }

    private static boolean isSchemeByte(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '+'
                || b == '-'
                || b == '.';
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
