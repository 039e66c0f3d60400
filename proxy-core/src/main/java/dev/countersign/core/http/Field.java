package dev.countersign.core.http;

/** Field names this proxy acts on; every other name is {@link #OTHER}. */
public enum Field {
    CONNECTION("Connection"),
    CONTENT_LENGTH("Content-Length"),
    CONTENT_RANGE("Content-Range"),
    CONTENT_TYPE("Content-Type"),
    COOKIE("Cookie"),
    DATE("Date"),
    EXPECT("Expect"),
    HOST("Host"),
    KEEP_ALIVE("Keep-Alive"),
    ORIGIN("Origin"),
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    REFERER("Referer"),
    SEC_WEBSOCKET_ACCEPT("Sec-WebSocket-Accept"),
    SEC_WEBSOCKET_EXTENSIONS("Sec-WebSocket-Extensions"),
    SEC_WEBSOCKET_KEY("Sec-WebSocket-Key"),
    SEC_WEBSOCKET_PROTOCOL("Sec-WebSocket-Protocol"),
    SEC_WEBSOCKET_VERSION("Sec-WebSocket-Version"),
    SERVER("Server"),
    SET_COOKIE("Set-Cookie"),
    TE("TE"),
    TRACEPARENT("traceparent"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    USER_AGENT("User-Agent"),
    VARY("Vary"),
    VIA("Via"),
    X_AMZ_CF_ID("X-Amz-Cf-Id"),
    X_AMZ_CF_POP("X-Amz-Cf-Pop"),
    X_CACHE("X-Cache"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_HTTP_METHOD_OVERRIDE("X-HTTP-Method-Override"),
    X_REAL_IP("X-Real-IP"),
    OTHER("");

    private static final Field[] TABLE = new Field[128];

    static {
        for (Field field : values()) {
            int length = field.label.length();
            if (length > 0) {
                int slot = hash(field.label.charAt(0), field.label.charAt(length - 1), length);
                while (TABLE[slot] != null) {
                    slot = (slot + 1) & (TABLE.length - 1);
                }
                TABLE[slot] = field;
            }
        }
    }

    private final String label;

    Field(String label) {
        this.label = label;
    }

    /** The name as it is usually written; empty for {@link #OTHER}. */
    public String label() {
        return label;
    }

    /** The field named by {@code bytes[from .. to)}, which is not empty; names are case-insensitive. */
    public static Field of(byte[] bytes, int from, int to) {
        int slot = hash(bytes[from], bytes[to - 1], to - from);
        for (Field field = TABLE[slot]; field != null; field = TABLE[slot]) {
            if (Octets.equalsIgnoreCase(bytes, from, to, field.label)) {
                return field;
            }
            slot = (slot + 1) & (TABLE.length - 1);
        }
        return OTHER;
    }

    /** A slot from what differs most between names, at no cost per byte; setting bit 5 folds the letters' case. */
    private static int hash(int first, int last, int length) {
        return ((first | 0x20) * 5 + (last | 0x20) * 11 + length * 3) & 127;
    }
}
