package dev.countersign.core.origin;

import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One wish for a connection that was not at hand; can be taken back when the exchange ends first. */
public final class LeaseRequest {
    private final OriginPool pool;
    private final LeaseListener listener;
    private boolean withdrawn;

    /** Ends the wait for room; null unless waiting. */
    @Nullable
    Future<?> patience;

    LeaseRequest(OriginPool pool, LeaseListener listener) {
        this.pool = pool;
        this.listener = listener;
    }

    /** The listener will not be called any more. */
    public void withdraw() {
        withdrawn = true;
        pool.stopWaiting(this);
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    LeaseListener listener() {
        return listener;
    }
}
