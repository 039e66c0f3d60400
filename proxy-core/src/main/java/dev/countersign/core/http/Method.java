package dev.countersign.core.http;

/** Request methods this proxy tells apart (RFC 9110 section 9, RFC 5789). */
public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    OPTIONS,
    PATCH,
    CONNECT,
    TRACE,
    OTHER;

    /** The method named by {@code bytes[from .. to)}, which is not empty; methods are case-sensitive. */
    public static Method of(byte[] bytes, int from, int to) {
        Method candidate =
                switch (bytes[from]) {
                    case 'G' -> GET;
                    case 'H' -> HEAD;
                    case 'P' -> to - from == 4 ? POST : to - from == 3 ? PUT : PATCH;
                    case 'D' -> DELETE;
                    case 'O' -> OPTIONS;
                    case 'C' -> CONNECT;
                    case 'T' -> TRACE;
                    default -> OTHER;
                };
        return candidate.isSpelt(bytes, from, to) ? candidate : OTHER;
    }

    private boolean isSpelt(byte[] bytes, int from, int to) {
        String name = name();
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
