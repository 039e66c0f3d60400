package dev.countersign.core.meter;

/** The meters of one origin, named {@code DISTRIBUTION/ORIGIN}. Same rules as {@link ProxyMeters}. */
public interface OriginMeters {
    /**
     * A TLS handshake with the origin ended, well or badly.
     *
     * @param outcome the label of an {@code MtlsOutcome}
     */
    void handshake(String outcome, boolean resumed, long durationNanos);

    /** A response came back: from the lease to its last byte. */
    void exchange(int status, long durationNanos);

    /** No response came back; {@code errorType} is one of a small closed set of labels. */
    void failed(String errorType);

    /** A request was sent once more, under the other of the origin's two identities. */
    void fellBack();

    /** A request needed a handshake that was not made, because those before were rejected. */
    void heldBack();

    /** The number of server names that handshakes are held back under changed by {@code delta}. */
    void backingOffChanged(int delta);

    void connectionOpened();

    void connectionClosed();

    /** The number of idle pooled connections changed by {@code delta}. */
    void idleChanged(int delta);

    /** The number of exchanges waiting for a connection changed by {@code delta}. */
    void waitingChanged(int delta);

    /** The number of open WebSockets changed by {@code delta}. */
    void webSocketsChanged(int delta);
}
