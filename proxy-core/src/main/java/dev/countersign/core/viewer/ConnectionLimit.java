package dev.countersign.core.viewer;

import java.util.concurrent.atomic.AtomicInteger;

/** How many viewers may be connected at once, over all listeners; touched at accept and at close. */
public final class ConnectionLimit {
    private final int limit;
    private final AtomicInteger open = new AtomicInteger();

    public ConnectionLimit(int limit) {
        this.limit = limit;
    }

    /** Takes a place, or nothing. */
    public boolean tryEnter() {
        if (open.incrementAndGet() > limit) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    public void leave() {
        open.decrementAndGet();
    }
}
