package dev.countersign.core.probe;

import dev.countersign.config.RuntimeConfig;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.origin.OriginConnector;
import dev.countersign.core.origin.OriginPools;
import dev.countersign.core.resolve.NameLookup;
import dev.countersign.core.resolve.NameSources;
import dev.countersign.core.resolve.OriginNames;
import dev.countersign.core.snapshot.EdgeLines;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** What all probes of one event loop share: the same parts that the proxy gives an event loop of its own. */
final class ProbeLoop {
    private static final Duration LOOKUP_LIMIT = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final OriginPools pools;
    private final OriginNames names;
    private final EdgeLines edge;
    private final ProbeRequest request;
    private final boolean handshakeOnly;

    /** Over NIO, which every machine has: how bytes reach the kernel is nothing an origin can see. */
    ProbeLoop(EventLoop loop, RuntimeConfig runtime, EdgeLines edge, ProbeRequest request, boolean handshakeOnly) {
        this.loop = loop;
        this.edge = edge;
        this.request = request;
        this.handshakeOnly = handshakeOnly;
        Deadlines deadlines = Deadlines.on(loop, failure -> {}); // reaching one only ends a contact
        NameLookup lookup = new NameLookup(
                loop,
                new NameLookup.Sockets(NioDatagramChannel.class, NioSocketChannel.class),
                new NameSources(runtime.nameservers(), ForkJoinPool.commonPool()),
                LOOKUP_LIMIT);
        this.pools = new OriginPools(
                loop,
                new OriginConnector(NioSocketChannel.class),
                deadlines,
                lookup,
                runtime.drainTimeout(),
                unsaid -> {}); // it never backs off
        pools.meet(List.of(pools));
        this.names = new OriginNames(lookup, deadlines, changed -> {});
    }

    OriginPools pools() {
        return pools;
    }

    OriginNames names() {
        return names;
    }

    EdgeLines edge() {
        return edge;
    }

    boolean handshakeOnly() {
        return handshakeOnly;
    }

    Head head(Method method, OriginTarget target) {
        return request.head(method, target.config().domainName());
    }

    /** What the listener of a connection has to do next is not done on its stack. */
    void execute(Runnable task) {
        loop.execute(task);
    }
}
