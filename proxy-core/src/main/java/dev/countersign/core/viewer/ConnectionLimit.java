package dev.countersign.core.viewer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** How many viewers may be connected at once, over all listeners; touched at accept and at close. */
public final class ConnectionLimit {
    private volatile int limit;
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private volatile boolean draining;
    private final AtomicInteger open = new AtomicInteger();

    public ConnectionLimit(int limit) {
        this.limit = limit;
    }

    /** From now on; who is connected stays. */
    public void set(int connections) {
        limit = connections;
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
        if (open.decrementAndGet() == 0 && draining) {
            empty.complete(null);
        }
    }

    /** Completes when nobody is connected any more; nobody new may be accepted meanwhile. */
    public CompletableFuture<Void> whenEmpty() {
        draining = true;
        if (open.get() == 0) {
            empty.complete(null);
        }
        return empty;
    }
}
