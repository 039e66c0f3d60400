package dev.countersign.core.destination;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of one origin may be used at once, over all event loops. Touched when a connection is opened or closed and
 * when an exchange has to wait, never per request on a pooled connection.
 */
public final class OriginBudget {
    private final int connectionLimit;
    private final int handshakeLimit;
    private final int waiterLimit;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger waiters = new AtomicInteger();
    private final Queue<Runnable> wakeUps = new ConcurrentLinkedQueue<>();

    /** Limits per origin; each at least 1. */
    public OriginBudget(int connectionLimit, int handshakeLimit, int waiterLimit) {
        this.connectionLimit = connectionLimit;
        this.handshakeLimit = handshakeLimit;
        this.waiterLimit = waiterLimit;
    }

    /** Takes room for one connection and its handshake, or nothing. */
    public boolean tryOpen() {
        if (!tryTake(connections, connectionLimit)) {
            return false;
        }
        if (!tryTake(handshakes, handshakeLimit)) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    /** The attempt is over, well or badly. */
    public void handshakeEnded() {
        handshakes.decrementAndGet();
        wakeOne();
    }

    public void connectionClosed() {
        connections.decrementAndGet();
        wakeOne();
    }

    /** All connections are in use: closing an idle one elsewhere would help. */
    public boolean connectionsSpent() {
        return connections.get() >= connectionLimit;
    }

    /**
     * Takes a place in the queue.
     *
     * @param wakeUp run once when room may have come free; has to find its own event loop
     */
    public boolean tryWait(Runnable wakeUp) {
        if (!tryTake(waiters, waiterLimit)) {
            return false;
        }
        wakeUps.add(wakeUp);
        return true;
    }

    /** Woken too early: queues up again without taking another place. */
    public void waitAgain(Runnable wakeUp) {
        wakeUps.add(wakeUp);
    }

    public void waitEnded() {
        waiters.decrementAndGet();
    }

    /** Wakes whoever waited longest; whoever is woken and needs nothing passes it on. */
    public void wakeOne() {
        Runnable wakeUp = wakeUps.poll();
        if (wakeUp != null) {
            wakeUp.run();
        }
    }

    private static boolean tryTake(AtomicInteger count, int limit) {
        while (true) {
            int now = count.get();
            if (now >= limit) {
                return false;
            }
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }
}
