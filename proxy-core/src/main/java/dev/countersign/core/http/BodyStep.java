package dev.countersign.core.http;

/** What {@link BodyDecoder#next} found. */
public enum BodyStep {
    /** All bytes given were taken and the body goes on. */
    NEED_MORE,
    /** {@link BodyDecoder#dataLength()} bytes of content are next in the buffer; the caller takes them. */
    DATA,
    /** The body is complete; bytes behind it were left. */
    END,
    /** The body's framing is broken, so its end cannot be known: the connection must not be used again. */
    MALFORMED
}
