package dev.countersign.core.proxy;

import dev.countersign.core.exchange.Worker;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.viewer.ConnectionLimit;
import dev.countersign.core.viewer.Listener;
import dev.countersign.core.viewer.ViewerCertificates;
import dev.countersign.core.viewer.ViewerPipeline;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The bound addresses, and how they become others while running: who is bound already keeps the socket. */
final class Listeners {
    private static final int BACKLOG = 4096;

    private final SocketTransport transport;
    private final EventLoopGroup loops;
    private final ConnectionLimit limit;
    private final Map<EventLoop, Worker> workers;
    private final TlsEngine engine;
    private volatile List<Bound> bound = List.of();

    Listeners(
            SocketTransport transport,
            EventLoopGroup loops,
            ConnectionLimit limit,
            Map<EventLoop, Worker> workers,
            TlsEngine engine) {
        this.transport = transport;
        this.loops = loops;
        this.limit = limit;
        this.workers = workers;
        this.engine = engine;
    }

    /** A socket, and what it was set up as last. */
    record Bound(Listener listener, Channel socket, ListenerSetup setup) {}

    /** Where they are bound, in the order of the configuration. */
    List<InetSocketAddress> addresses() {
        return bound.stream()
                .map(each -> (InetSocketAddress) each.socket().localAddress())
                .toList();
    }

    /**
     * Does all that may fail of becoming {@code wanted}; viewers see nothing of it yet.
     *
     * @param patience how long connections of a listener that is not wanted any more may go on
     * @throws IOException an address cannot be listened on, or the TLS engine refuses a certificate
     */
    ListenerChange prepare(List<ListenerSetup> wanted, Duration patience) throws IOException {
        List<Bound> left = new ArrayList<>(bound);
        ListenerChange change = new ListenerChange(this, patience);
        try {
            for (ListenerSetup setup : wanted) {
                Optional<Bound> same = take(left, setup);
                if (same.isEmpty()) {
                    change.open(open(setup));
                } else if (actsLike(same.orElseThrow().setup(), setup)) {
                    change.keep(same.orElseThrow(), setup);
                } else {
                    change.secure(same.orElseThrow(), setup, tls(setup));
                }
            }
        } catch (IOException | RuntimeException failed) {
            change.close();
            throw failed;
        }
        change.remove(left);
        return change;
    }

    private static Optional<Bound> take(List<Bound> left, ListenerSetup setup) {
        for (Iterator<Bound> all = left.iterator(); all.hasNext(); ) {
            Bound each = all.next();
            if (each.setup().bind().equals(setup.bind())) {
                all.remove();
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static boolean actsLike(ListenerSetup one, ListenerSetup other) {
        if (one.tls().isEmpty() || other.tls().isEmpty()) {
            return one.tls().isEmpty() && other.tls().isEmpty();
        }
        return one.tls().orElseThrow().actsLike(other.tls().orElseThrow());
    }

    private Optional<Listener.Tls> tls(ListenerSetup setup) throws SSLException {
        if (setup.tls().isEmpty()) {
            return Optional.empty();
        }
        ListenerSetup.Tls tls = setup.tls().orElseThrow();
        return Optional.of(new Listener.Tls(
                ViewerCertificates.of(engine, tls.config(), tls.certificates()),
                tls.config().clientHelloBytes(),
                tls.config().handshakeTimeout()));
    }

    private Bound open(ListenerSetup setup) throws IOException {
        Listener listener = new Listener(setup.bind().toString(), tls(setup));
        try {
            return new Bound(listener, bind(setup, listener), setup);
        } catch (IOException failed) {
            release(listener.tls());
            throw failed;
        }
    }

    /** Accepts nothing yet. */
    private Channel bind(ListenerSetup setup, Listener listener) throws IOException {
        ChannelFuture binding = new ServerBootstrap()
                .group(loops, loops)
                .channel(transport.servers())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ViewerPipeline(listener, limit, workers::get))
                .bind(new InetSocketAddress(setup.bind().host(), setup.bind().port()));
        try {
            return join(binding);
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            throw new CannotListen(setup.bind(), (cause == null ? failed : cause).getMessage() + remedy(setup), failed);
        }
    }

    /** The sockets of one change are open beside those of the one before, which the system refuses where one covers the other. */
    private String remedy(ListenerSetup wanted) {
        return bound.stream()
                .map(each -> each.setup().bind())
                .filter(each -> each.port() != 0 && each.port() == wanted.bind().port())
                .findFirst()
                .map(each -> "; while " + each
                        + " is listened on, this port cannot change its address: use another port, or" + " restart")
                .orElse("");
    }

    /** Waits for it; whoever prepares a change is never on an event loop. */
    static Channel join(ChannelFuture future) {
        CompletableFuture<Channel> done = new CompletableFuture<>();
        future.addListener((ChannelFuture over) -> {
            if (over.isSuccess()) {
                done.complete(over.channel());
            } else {
                done.completeExceptionally(over.cause());
            }
        });
        return done.join();
    }

    /** These are the ones from now on. */
    void become(List<Bound> next) {
        bound = List.copyOf(next);
    }

    /** Nothing is accepted any more; connections go on. */
    void stopAccepting() {
        bound.forEach(each -> each.socket().close());
    }

    /** Stops accepting at one; its connections finish what runs, and are cut after {@code patience}. */
    void remove(Bound gone, Duration patience) {
        Listener listener = gone.listener();
        listener.remove();
        gone.socket().close();
        workers.forEach((loop, worker) -> {
            loop.execute(() -> worker.retire(listener));
            loop.schedule(() -> worker.cut(listener), patience.toNanos(), TimeUnit.NANOSECONDS);
        });
        releaseOnceNobodyBegins(listener.tls());
    }

    /** A connection that was accepted with the one before may be about to be set up: that is over once each loop was here. */
    void releaseOnceNobodyBegins(Optional<Listener.Tls> before) {
        CompletableFuture.allOf(workers.keySet().stream()
                        .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
                        .toArray(CompletableFuture[]::new))
                .thenRun(() -> release(before));
    }

    /** Lets go of all certificates; nothing is accepted any more. */
    void release() {
        bound.forEach(each -> release(each.listener().tls()));
    }

    static void release(Optional<Listener.Tls> tls) {
        tls.ifPresent(each -> each.certificates().release());
    }
}
