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
    PROXY_AUTHENTICATE("Proxy-Authenticate"),
    PROXY_AUTHORIZATION("Proxy-Authorization"),
    PROXY_CONNECTION("Proxy-Connection"),
    REFERER("Referer"),
    SERVER("Server"),
    TE("TE"),
    TRACEPARENT("traceparent"),
    TRAILER("Trailer"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    UPGRADE("Upgrade"),
    USER_AGENT("User-Agent"),
    VIA("Via"),
    X_AMZ_CF_ID("X-Amz-Cf-Id"),
    X_AMZ_CF_POP("X-Amz-Cf-Pop"),
    X_CACHE("X-Cache"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_HTTP_METHOD_OVERRIDE("X-HTTP-Method-Override"),
    X_REAL_IP("X-Real-IP"),
    OTHER("");

    private final String label;

    Field(String label) {
        this.label = label;
    }

    /** The name as it is usually written; empty for {@link #OTHER}. */
    public String label() {
        return label;
    }
}
