package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One wish for a connection that was not at hand; can be taken back when the exchange ends first. */
public final class LeaseRequest {
    private final OriginPool pool;
    private final OriginTarget target;
    private final LeaseListener listener;
    private boolean withdrawn;

    /** Ends the wait for room; null unless waiting. */
    @Nullable
    Future<?> patience;

    LeaseRequest(OriginPool pool, OriginTarget target, LeaseListener listener) {
        this.pool = pool;
        this.target = target;
        this.listener = listener;
    }

    /** The listener will not be called any more. */
    public void withdraw() {
        withdrawn = true;
        pool.stopWaiting(this);
    }

    /** It had, or has, to wait for room. */
    boolean hasWaited() {
        return patience != null;
    }

    boolean isWithdrawn() {
        return withdrawn;
    }

    /** The origin as the wish's own snapshot has it: what is opened for it, is opened under that one. */
    OriginTarget target() {
        return target;
    }

    LeaseListener listener() {
        return listener;
    }
}
