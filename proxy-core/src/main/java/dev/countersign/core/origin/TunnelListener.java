package dev.countersign.core.origin;

/** Who has a connection for good, because its protocol was switched. */
public interface TunnelListener extends OriginListener {
    /** Nothing more will come from the origin, which may still read; only where the connection ends by halves. */
    void originEnded();

    /** What made the connection is no longer configured, and its time is over. */
    void originRetired();
}
