package dev.countersign.core.http;

/** How a message body is delimited (RFC 9112 section 6.3). */
public enum BodyFraming {
    /** No body. */
    NONE,
    /** Content-Length bytes. */
    LENGTH,
    /** Transfer-Encoding: chunked. */
    CHUNKED,
    /** Until the sender closes; responses only. */
    UNTIL_CLOSE
}
