package dev.countersign.core.origin;

/** One wish for a connection that was not at hand; can be taken back when the exchange ends first. */
public final class LeaseRequest {
    private final LeaseListener listener;
    private boolean withdrawn;

    LeaseRequest(LeaseListener listener) {
        this.listener = listener;
    }

    /** The listener will not be called any more. */
    public void withdraw() {
        withdrawn = true;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    LeaseListener listener() {
        return listener;
    }
}
