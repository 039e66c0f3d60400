package dev.countersign.core.proxy;

import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.meter.ProxyMeters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** Meters of a test: counts under readable names, {@code d/o handshake accepted} for one. */
public final class CountingMeters implements ProxyMeters {
    private static final long PATIENCE_SECONDS = 20;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    public long count(String name) {
        LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    /** Waits until a count is this much; fails the test when it does not come to that. */
    public void await(String name, long wanted) {
        await(name + " to become " + wanted, () -> count(name) == wanted);
    }

    /** Waits until nothing is opening or leased: every connection of that origin is idle. */
    public void awaitRest(String origin) {
        await(origin + " to rest", () -> count(origin + " connections") == count(origin + " idle"));
    }

    private synchronized void await(String what, BooleanSupplier come) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!come.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("waited in vain for " + what + ": " + counts);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void add(String name, long delta) {
        counts.computeIfAbsent(name, unused -> new LongAdder()).add(delta);
        notifyAll();
    }

    @Override
    public OriginMeters origin(String distribution, String origin) {
        return new OriginCounts(distribution + "/" + origin);
    }

    private final class OriginCounts implements OriginMeters {
        private final String name;

        OriginCounts(String name) {
            this.name = name;
        }

        @Override
        public void handshake(String outcome, boolean resumed, long durationNanos) {
            add(name + " handshake " + outcome, 1);
            if (resumed) {
                add(name + " resumed", 1);
            }
        }

        @Override
        public void exchange(int status, long durationNanos) {
            add(name + " exchange " + status, 1);
        }

        @Override
        public void failed(String errorType) {
            add(name + " failed " + errorType, 1);
        }

        @Override
        public void fellBack() {
            add(name + " fell back", 1);
        }

        @Override
        public void heldBack() {
            add(name + " held back", 1);
        }

        @Override
        public void backingOffChanged(int delta) {
            add(name + " backing off", delta);
        }

        @Override
        public void connectionOpened() {
            add(name + " connections", 1);
            add(name + " opened", 1);
        }

        @Override
        public void connectionClosed() {
            add(name + " connections", -1);
        }

        @Override
        public void idleChanged(int delta) {
            add(name + " idle", delta);
        }

        @Override
        public void waitingChanged(int delta) {
            add(name + " waiting", delta);
        }

        @Override
        public void webSocketsChanged(int delta) {
            add(name + " websockets", delta);
        }
    }

    @Override
    public void viewerConnectionOpened() {
        add("viewers", 1);
    }

    @Override
    public void viewerConnectionClosed() {
        add("viewers", -1);
    }

    @Override
    public void viewerConnectionRefused() {
        add("viewers refused", 1);
    }

    @Override
    public void viewerHandshakeFailed() {
        add("viewer handshakes failed", 1);
    }

    @Override
    public void exchange(int status, long durationNanos) {
        add("exchange " + status, 1);
    }

    @Override
    public void refused(String reason) {
        add("refused " + reason, 1);
    }

    @Override
    public void accessLogDropped(long lines) {
        add("log dropped", lines);
    }
}
