package dev.countersign.core.destination;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How much of one origin may be used at once, over all event loops. Touched when a connection is opened or closed and
 * when an exchange has to wait, never per request on a pooled connection.
 */
public final class OriginBudget {
    private volatile int connectionLimit;
    private volatile int handshakeLimit;
    private volatile int waiterLimit;
    private volatile int nameLimit;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger handshakes = new AtomicInteger();
    private final AtomicInteger waiters = new AtomicInteger();
    private final Queue<Runnable> wakeUps = new ConcurrentLinkedQueue<>();

    /** Limits per origin; each at least 1. */
    public OriginBudget(int connectionLimit, int handshakeLimit, int waiterLimit, int nameLimit) {
        this.connectionLimit = connectionLimit;
        this.handshakeLimit = handshakeLimit;
        this.waiterLimit = waiterLimit;
        this.nameLimit = nameLimit;
    }

    /** Other limits from now on; what is over them ends in its own time. */
    public void limit(int toConnections, int toHandshakes, int toWaiters, int toNames) {
        connectionLimit = toConnections;
        handshakeLimit = toHandshakes;
        waiterLimit = toWaiters;
        nameLimit = toNames;
        wakeIfRoom(); // which nobody gave back
    }

    /** How many forwarded names may have pooled connections on each event loop. */
    public int nameLimit() {
        return nameLimit;
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

    /** Somebody waits for a connection to be closed. */
    public boolean isAwaited() {
        return waiters.get() > 0 && connectionsSpent();
    }

    /** Somebody waits for room: who comes later is not to be served first. */
    public boolean hasWaiting() {
        return waiters.get() > 0;
    }

    /** Takes a place among those who wait. */
    public boolean tryWait() {
        return tryTake(waiters, waiterLimit);
    }

    public void waitEnded() {
        waiters.decrementAndGet();
    }

    /**
     * Asks to be told of room.
     *
     * @param wakeUp run once when room may have come free, at the earliest now; has to find its own event loop
     */
    public void enlist(Runnable wakeUp) {
        wakeUps.add(wakeUp);
        wakeIfRoom(); // what came free before the line above woke nobody
    }

    /** Needs no room any more: a wake-up that was enlisted does not run, unless it is about to. */
    public void leave(Runnable wakeUp) {
        wakeUps.remove(wakeUp);
    }

    /** Wakes whoever waited longest, where that is of use. */
    public void wakeIfRoom() {
        if (!connectionsSpent() && handshakes.get() < handshakeLimit) {
            wakeOne();
        }
    }

    void wakeOne() {
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
