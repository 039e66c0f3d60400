package dev.countersign.core.http;

/**
 * Is this a host with an optional port (RFC 9110 section 7.2)? User information is refused as that section demands;
 * percent-encoding, sub-delims, IPvFuture and zones are refused because they give a name two spellings or are not
 * names at all.
 */
final class Authority {
    private static final int MAX_PORT = 65_535;

    enum Form {
        ILLEGAL,
        WITHOUT_PORT,
        WITH_PORT
    }

    private Authority() {}

    static Form check(byte[] bytes, int from, int to) {
        int hostEnd = hostEnd(bytes, from, to);
        if (hostEnd == from) {
            return Form.ILLEGAL;
        }
        if (hostEnd == to) {
            return Form.WITHOUT_PORT;
        }
        return bytes[hostEnd] == ':' ? checkPort(bytes, hostEnd + 1, to) : Form.ILLEGAL;
    }

    /** Where the host at the beginning of the range ends; {@code from} when there is none. */
    private static int hostEnd(byte[] bytes, int from, int to) {
        if (from == to || bytes[from] != '[') {
            return Octets.skip(bytes, from, to, Octets.HOST_NAME);
        }
        boolean colon = false;
        int i = from + 1;
        while (i < to && (Octets.is(bytes[i], Octets.HEX) || bytes[i] == ':' || bytes[i] == '.')) {
            colon |= bytes[i] == ':';
            i++;
        }
        return colon && i < to && bytes[i] == ']' ? i + 1 : from;
    }

    /** An empty port is legal (RFC 3986 section 3.2.3) and as good as none. */
    private static Form checkPort(byte[] bytes, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.isDigit(bytes[i])) {
                return Form.ILLEGAL;
            }
            port = port * 10 + bytes[i] - '0';
            if (port > MAX_PORT) {
                return Form.ILLEGAL;
            }
        }
        return from == to ? Form.WITHOUT_PORT : Form.WITH_PORT;
    }
}
