package dev.countersign.core.http;

/**
 * Classes of bytes in HTTP/1.1 grammar, and comparisons of byte ranges that need no String. Ranges are
 * {@code bytes[from .. to)}.
 */
public final class Octets {
    /** A token's characters (RFC 9110 section 5.6.2). */
    static final int TOKEN = 1;
    /** A field value's bytes: visible ASCII, obs-text, space, tab (RFC 9110 section 5.5). */
    static final int VALUE = 2;
    /**
     * A target's path, without {@code %} (checked on its own) and {@code ?} (ends it). Beyond RFC 3986 section 3.3
     * these ten pass, because browsers send some of them bare (WHATWG URL, path percent-encode set) and no
     * recipient takes them for a delimiter: {@code " < > [ ] ^ ` { | }}. A backslash does not: some origins read it
     * as a slash, and path patterns here do not.
     */
    static final int PATH = 4;
    /**
     * A target's query: the path's, and {@code / ? \ %}. Browsers send a bare backslash and a bare percent sign in
     * queries (WHATWG URL, query percent-encode set), and nothing here decides on a query.
     */
    static final int QUERY = 8;
    /**
     * A host name or IPv4 address: RFC 3986's unreserved. Percent-encoding and sub-delims would give a name two
     * spellings.
     */
    static final int HOST_NAME = 16;
    /** A hexadecimal digit. */
    static final int HEX = 32;

    private static final byte[] CLASSES = new byte[256];

    static {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        String digits = "0123456789";
        String pathMarks = "-._~!$&'()*+,;=:@/\"<>[]^`{|}";
        mark(TOKEN, letters + digits + "!#$%&'*+-.^_`|~");
        mark(PATH, letters + digits + pathMarks);
        mark(QUERY, letters + digits + pathMarks + "?\\%");
        mark(HOST_NAME, letters + digits + "-._~");
        mark(HEX, digits + "ABCDEFabcdef");
        for (int octet = 0x20; octet < 0x7F; octet++) {
            CLASSES[octet] |= VALUE;
        }
        CLASSES['\t'] |= VALUE;
        for (int octet = 0x80; octet <= 0xFF; octet++) {
            CLASSES[octet] |= VALUE;
        }
    }

    private Octets() {}

    private static void mark(int kind, String members) {
        for (int i = 0; i < members.length(); i++) {
            CLASSES[members.charAt(i)] |= (byte) kind;
        }
    }

    static boolean is(byte octet, int kind) {
        return (CLASSES[octet & 0xFF] & kind) != 0;
    }

    /** The first index from {@code at} on whose byte is not of that kind, or {@code end}. */
    static int skip(byte[] bytes, int at, int end, int kind) {
        int i = at;
        while (i < end && (CLASSES[bytes[i] & 0xFF] & kind) != 0) {
            i++;
        }
        return i;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** RFC 3986 section 2.3: characters whose percent-encoding means nothing else than themselves. */
    public static boolean isUnreserved(byte octet) {
        return is(octet, HOST_NAME);
    }

    /** Whether the range is digits, or empty. */
    public static boolean isNumber(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    public static boolean isHex(byte octet) {
        return is(octet, HEX);
    }

    /** The first index in the range that is no blank, or {@code to}. */
    public static int skipBlanks(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && isBlank(bytes[start])) {
            start++;
        }
        return start;
    }

    /** The end of the range without the blanks it ends in. */
    public static int trimBlanks(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    /** The value of a hexadecimal digit; nonsense for other bytes. */
    public static int hexValue(byte octet) {
        return octet <= '9' ? octet - '0' : (octet | 0x20) - 'a' + 10;
    }

    /** ASCII upper case becomes lower case; every other byte stays. */
    public static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet | 0x20) : octet;
    }

    /** Whether the range is {@code text}, ASCII case aside. */
    public static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (lower(bytes[from + i]) != lower((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether two ranges of one array are equal, ASCII case aside. */
    public static boolean equalsIgnoreCase(byte[] bytes, int from, int to, int otherFrom, int otherTo) {
        if (to - from != otherTo - otherFrom) {
            return false;
        }
        for (int i = from, j = otherFrom; i < to; i++, j++) {
            if (lower(bytes[i]) != lower(bytes[j])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the range begins with {@code text}, ASCII case aside. */
    public static boolean startsWithIgnoreCase(byte[] bytes, int from, int to, String text) {
        return to - from >= text.length() && equalsIgnoreCase(bytes, from, from + text.length(), text);
    }

    /** The index of the first {@code octet} in the range, or -1. */
    public static int indexOf(byte[] bytes, int from, int to, int octet) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == octet) {
                return i;
            }
        }
        return -1;
    }
}
