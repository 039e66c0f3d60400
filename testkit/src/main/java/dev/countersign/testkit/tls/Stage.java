package dev.countersign.testkit.tls;

/** How far a connection comes before its origin breaks off; each stage in the order of the wire. */
public enum Stage {
    /** The client's hello has been read, nothing has been sent. */
    BEFORE_HELLO,
    /**
     * The client's certificate has been read, its signature not. Where none was asked for, the next best: the client's key
     * exchange, which only TLS 1.2 has.
     */
    AFTER_CERTIFICATE,
    /** The client's Finished has been read and checked; under TLS 1.2 the origin's own has not been sent. */
    AFTER_FINISHED,
    /** The handshake is done and the request's head has been read. */
    AFTER_REQUEST,
    /** The head of the response, and some of its content, has been sent, and has reached the viewer. */
    MID_RESPONSE
}
