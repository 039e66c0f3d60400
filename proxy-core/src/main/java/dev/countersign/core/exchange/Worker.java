package dev.countersign.core.exchange;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.log.AccessLogRing;
import dev.countersign.core.log.ExchangeLine;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.log.ViewerHandshakeLine;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.origin.OriginPools;
import dev.countersign.core.snapshot.Snapshot;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One event loop and what belongs to it: nothing here is ever touched by another thread. */
public final class Worker {
    private static final int SPARE_EXCHANGES = 256;
    private static final int SCRATCH_BYTES = 4096;

    private final EventLoop loop;
    private final Supplier<Snapshot> current;
    private final OriginPools pools;
    private final Deadlines deadlines;
    private final AccessLogRing log;
    private final ExchangeLine line;
    private final ProxyMeters meters;
    private final Consumer<String> warnings;
    private final List<SnapshotUse> uses = new ArrayList<>();
    private SnapshotUse use;
    private boolean draining;
    private final RequestIds requestIds = new RequestIds();
    private final ByteWriter scratch = new ByteWriter(SCRATCH_BYTES);
    private final Map<OpenConnection, Object> connections = new LinkedHashMap<>();
    private final Deque<Exchange> spare = new ArrayDeque<>();

    /** {@code current} is read once per exchange. */
    public Worker(
            EventLoop loop,
            Supplier<Snapshot> current,
            OriginPools pools,
            Deadlines deadlines,
            AccessLog log,
            Told told) {
        this.loop = loop;
        this.current = current;
        this.pools = pools;
        this.deadlines = deadlines;
        this.log = log.ring();
        this.line = new ExchangeLine(log.includeCookies());
        this.meters = told.meters();
        this.warnings = told.warnings();
        this.use = new SnapshotUse(current.get());
        uses.add(use);
    }

    /** This loop's end of the access log. */
    public record AccessLog(AccessLogRing ring, boolean includeCookies) {}

    /** Who hears of what happens on this loop; {@code warnings} is for the operator, and has to return at once. */
    public record Told(ProxyMeters meters, Consumer<String> warnings) {}

    public EventLoop loop() {
        return loop;
    }

    public Deadlines deadlines() {
        return deadlines;
    }

    public OriginPools pools() {
        return pools;
    }

    public ProxyMeters meters() {
        return meters;
    }

    Consumer<String> warnings() {
        return warnings;
    }

    public Snapshot snapshot() {
        return current.get();
    }

    /** What an exchange that begins now runs under. */
    SnapshotUse use() {
        Snapshot now = current.get();
        if (!use.isOf(now)) {
            use = new SnapshotUse(now);
            uses.add(use);
        }
        return use;
    }

    /**
     * Runs {@code action} once no exchange of this loop runs under a snapshot that is no longer the current one.
     */
    public void whenUnused(Snapshot retired, Runnable action) {
        use();
        for (SnapshotUse earlier : List.copyOf(uses)) {
            if (earlier.isOf(retired)) {
                uses.remove(earlier);
                earlier.retire(action);
                return;
            }
        }
        action.run();
    }

    /** Bytes to put something together in; whoever clears it owns it until it returns to the event loop. */
    public ByteWriter scratch() {
        scratch.clear();
        return scratch;
    }

    /** An exchange to use, as good as new. */
    public Exchange borrow() {
        Exchange exchange = spare.pollLast();
        return exchange == null ? new Exchange(this) : exchange;
    }

    /** Logs a viewer whose handshake did not come about. */
    public void log(ViewerHandshakeLine refused) {
        ByteWriter out = scratch();
        refused.encode(out);
        log.offer(out);
    }

    byte[] nextRequestId() {
        return requestIds.next();
    }

    /** A viewer's connection, as the process that ends sees it. */
    public interface OpenConnection {
        /** What runs may finish, nothing new begins. */
        void retire();

        /** Ends now, and with it what runs. */
        void cut();
    }

    /**
     * Takes in a connection of this loop.
     *
     * @param listener it came to
     * @return the process drains already
     */
    public boolean enlist(OpenConnection opened, Object listener) {
        connections.put(opened, listener);
        return draining;
    }

    public void delist(OpenConnection closed) {
        connections.remove(closed);
    }

    /** The process drains. */
    public void drain() {
        draining = true;
        List.copyOf(connections.keySet()).forEach(OpenConnection::retire);
    }

    /** A listener is no more: its connections finish what runs. */
    public void retire(Object listener) {
        ofListener(listener).forEach(OpenConnection::retire);
    }

    /** A listener's connections have had their time. */
    public void cut(Object listener) {
        ofListener(listener).forEach(OpenConnection::cut);
    }

    private List<OpenConnection> ofListener(Object listener) {
        return connections.entrySet().stream()
                .filter(connection -> connection.getValue().equals(listener))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The event loop is about to end: at the wrong moment it would forget its sockets, and who waits for their close. */
    public void cut() {
        List.copyOf(connections.keySet()).forEach(OpenConnection::cut);
        pools.cut();
    }

    /** Logs an exchange that is over and keeps its memory for the next. */
    void retire(Exchange exchange, ExchangeRecord record) {
        ByteWriter out = scratch();
        line.encode(record, out);
        log.offer(out);
        exchange.reset();
        if (spare.size() < SPARE_EXCHANGES) {
            spare.addLast(exchange);
        }
    }
}
