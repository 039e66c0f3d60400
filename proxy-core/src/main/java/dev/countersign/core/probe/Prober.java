package dev.countersign.core.probe;

import dev.countersign.config.RuntimeConfig;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.snapshot.Snapshot;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Probes origins of a snapshot: several at once, the contacts of each one after the other. */
public final class Prober implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final long SHUTDOWN_SECONDS = 5;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("countersign-probe", true), NioIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final Queue<Turn> waiting = new ArrayDeque<>();
    private final ProbeLoop shared;

    private record Turn(OriginTarget origin, CompletableFuture<OriginReport> told) {}

    /**
     * A prober with an event loop of its own.
     *
     * @param snapshot whose origins are probed; it is the caller's to release
     * @param handshakeOnly nothing is sent after the handshake
     */
    public Prober(RuntimeConfig runtime, Snapshot snapshot, ProbeRequest request, boolean handshakeOnly) {
        shared = new ProbeLoop(loop, runtime, snapshot.edge(), request, handshakeOnly);
    }

    /** Probes {@code origins}; the futures are in their order, and each ends in bounded time. */
    public List<CompletableFuture<OriginReport>> probe(List<OriginTarget> origins) {
        List<Turn> turns = new ArrayList<>();
        origins.forEach(origin -> turns.add(new Turn(origin, new CompletableFuture<>())));
        loop.execute(() -> {
            waiting.addAll(turns);
            for (int i = 0; i < AT_ONCE; i++) {
                next();
            }
        });
        return turns.stream().map(Turn::told).toList();
    }

    private void next() {
        Turn turn = waiting.poll();
        if (turn == null) {
            return;
        }
        turn.told().whenComplete((report, failed) -> loop.execute(this::next));
        new OriginProbe(turn.origin(), shared, turn.told()).begin();
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        CompletableFuture.runAsync(shared.pools()::cut, loop).join();
        CompletableFuture<Void> ended = new CompletableFuture<>();
        loops.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).addListener(done -> ended.complete(null));
        ended.join();
    }
}
