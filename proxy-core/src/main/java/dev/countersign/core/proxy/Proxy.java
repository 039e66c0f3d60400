package dev.countersign.core.proxy;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.log.AccessLogWriter;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.origin.OriginConnector;
import dev.countersign.core.origin.OriginPools;
import dev.countersign.core.resolve.NameLookup;
import dev.countersign.core.resolve.NameSources;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.viewer.ConnectionLimit;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A running data plane: event loops with what belongs to each, listeners, and the snapshot they all read. Start, swap,
 * drain and close are called by the process, never on an event loop.
 */
public final class Proxy implements AutoCloseable {
    /** Look-ups have a time of their own, outside {@code connectionTimeout}. */
    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(5);

    private static final long LOOP_SHUTDOWN_SECONDS = 5;

    private final TlsEngine engine;
    private final Consumer<String> warnings;
    private final SocketTransport transport;
    private final EventLoopGroup loops;
    private final NameSources nameSources;
    private final AccessLogWriter accessLog;
    private final ConnectionLimit viewers;
    private final Listeners listeners;
    private final IdentityHashMap<EventLoop, Worker> workers = new IdentityHashMap<>();
    private volatile Snapshot snapshot;

    private Proxy(ProxySetup setup, SocketTransport transport) {
        this.engine = setup.engine(); // all else of the setup is let go with the first snapshot
        this.warnings = setup.warnings();
        this.transport = transport;
        this.snapshot = setup.snapshot();
        this.viewers = new ConnectionLimit(setup.limits().viewerConnections());
        int count = setup.runtime().eventLoops() == 0
                ? NettyRuntime.availableProcessors()
                : setup.runtime().eventLoops();
        this.loops = new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory("countersign-loop"), transport.handlers());
        this.nameSources = new NameSources(setup.runtime().nameservers(), ForkJoinPool.commonPool());
        this.accessLog = AccessLogWriter.start(
                setup.accessLog(), count, setup.limits().accessLogQueue(), setup.meters(), setup.warnings());
        this.listeners = new Listeners(transport, loops, viewers, workers, engine);
        equipLoops(setup);
    }

    /**
     * Starts event loops and listeners.
     *
     * @throws IOException an address cannot be listened on, or the transport is not available; nothing keeps running
     */
    public static Proxy start(ProxySetup setup) throws IOException {
        Proxy proxy = new Proxy(setup, SocketTransport.of(setup.runtime().transport()));
        try {
            proxy.prepare(setup.listeners(), setup.runtime().drainTimeout()).commit();
            return proxy;
        } catch (IOException failed) {
            proxy.close();
            throw failed;
        }
    }

    private void equipLoops(ProxySetup setup) {
        OriginConnector connector = new OriginConnector(transport.sockets());
        NameLookup.Sockets sockets = new NameLookup.Sockets(transport.datagrams(), transport.sockets());
        List<OriginPools> everyone = new ArrayList<>();
        Worker.Told told = new Worker.Told(setup.meters(), this::warnSoon);
        int index = 0;
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            Deadlines deadlines = Deadlines.on(loop, failure -> warnSoon("a deadline failed: " + failure));
            NameLookup lookup = new NameLookup(loop, sockets, nameSources, LOOKUP_LIMIT);
            OriginPools pools = new OriginPools(
                    loop, connector, deadlines, lookup, setup.runtime().drainTimeout(), told.warnings());
            everyone.add(pools);
            Worker.AccessLog log = new Worker.AccessLog(accessLog.ring(index++), setup.includeCookies());
            workers.put(loop, new Worker(loop, () -> snapshot, pools, deadlines, log, told));
        }
        everyone.forEach(pools -> pools.meet(everyone));
    }

    /** Whoever writes warnings down may block, and an event loop must not. */
    private void warnSoon(String warning) {
        ForkJoinPool.commonPool().execute(() -> warnings.accept(warning));
    }

    /** Where the listeners are bound, in the order of the configuration. */
    public List<InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    /** Engine and transport, for the start-up line. */
    public String description() {
        return engine.label() + " TLS, " + transport.label() + ", " + workers.size() + " event loops";
    }

    /**
     * Does all that may fail of having other listeners: binds what is new, without accepting. To be given to {@link #swap},
     * or closed.
     *
     * @param patience how long connections of a listener that is not wanted any more may go on, and those whose protocol was
     *     switched and whose origin is not
     * @throws IOException an address cannot be listened on, or the TLS engine refuses a certificate; nothing has changed
     */
    public ListenerChange prepare(List<ListenerSetup> wanted, Duration patience) throws IOException {
        return listeners.prepare(wanted, patience);
    }

    /**
     * Puts another snapshot and other listeners in place: exchanges that start from now on run under it, those under way
     * finish under theirs, and pools it does not name retire.
     */
    public void swap(Snapshot next, ListenerChange change) {
        Snapshot before = snapshot;
        snapshot = next;
        viewers.set(next.limits().viewerConnections());
        change.commit();
        Set<PoolKey> named = next.poolKeys();
        AtomicInteger loopsLeft = new AtomicInteger(workers.size());
        workers.forEach((loop, worker) -> loop.execute(() -> {
            worker.pools().patience(change.patience());
            worker.pools().retireAllBut(named);
            worker.whenUnused(before, () -> {
                // An exchange of old may have asked once more; what is configured now may be yet another snapshot.
                worker.pools().retireAllBut(snapshot.poolKeys());
                if (loopsLeft.decrementAndGet() == 0) {
                    release(before);
                }
            });
        }));
    }

    /** Connections that are still open keep their TLS context to their end. */
    private static void release(Snapshot unused) {
        unused.targets().map(OriginTarget::tls).forEach(OriginTls::release);
    }

    /**
     * Stops accepting, closes idle viewer connections, and lets exchanges under way finish.
     *
     * @return completes with whether all of them did within {@code patience}
     */
    public CompletionStage<Boolean> drain(Duration patience) {
        listeners.stopAccepting();
        workers.forEach((loop, worker) -> loop.execute(() -> worker.drain()));
        CompletableFuture<Boolean> drained = viewers.whenEmpty().thenApply(empty -> true);
        loops.next().schedule(() -> drained.complete(false), patience.toNanos(), TimeUnit.NANOSECONDS);
        return drained;
    }

    /** Ends everything at once; connections still open are closed, and their log lines written. */
    @Override
    public void close() {
        listeners.stopAccepting();
        CompletableFuture.allOf(workers.entrySet().stream()
                        .map(loop -> CompletableFuture.runAsync(loop.getValue()::cut, loop.getKey()))
                        .toArray(CompletableFuture[]::new))
                .join();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loops.shutdownGracefully(0, LOOP_SHUTDOWN_SECONDS, TimeUnit.SECONDS).addListener(done -> ended.complete(null));
        ended.join();
        accessLog.close();
        listeners.release();
        release(snapshot);
    }
}
