package dev.countersign.core.meter;

/** The meters of one proxy process. Called on event loops: implementations neither block nor allocate per call. */
public interface ProxyMeters {
    /** Meters of one origin; asked once per snapshot, not per request. Equal names give the same meters. */
    OriginMeters origin(String distribution, String origin);

    void viewerConnectionOpened();

    void viewerConnectionClosed();

    /** Closed right after accept: {@code limits.viewerConnections} was reached. */
    void viewerConnectionRefused();

    /** A viewer handshake that did not finish. */
    void viewerHandshakeFailed();

    /** One exchange ended; the whole duration as the viewer saw it. Status 0: the viewer left before a response. */
    void exchange(int status, long durationNanos);

    /** A request refused before an origin was leased; {@code reason} is one of a small closed set of labels. */
    void refused(String reason);

    /** Access-log lines that found the queue full. */
    void accessLogDropped(long lines);
}
