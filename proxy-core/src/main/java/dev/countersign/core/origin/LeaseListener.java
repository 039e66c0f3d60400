package dev.countersign.core.origin;

/**
 * Who asked for an origin connection: told once whether it got one, and then everything that arrives on it until it is
 * given back.
 */
public interface LeaseListener extends OriginListener {
    /** The connection is the listener's until it releases or discards it. */
    void leased(OriginConnection connection);

    void leaseFailed(LeaseFailure failure);
}
