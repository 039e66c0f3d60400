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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Binds listeners. */
final class Listeners {
    private static final int BACKLOG = 4096;

    private final SocketTransport transport;
    private final EventLoopGroup loops;
    private final ConnectionLimit limit;
    private final Function<EventLoop, Worker> workers;
    private final List<ViewerCertificates> certificates = new ArrayList<>();

    Listeners(
            SocketTransport transport,
            EventLoopGroup loops,
            ConnectionLimit limit,
            Function<EventLoop, Worker> workers) {
        this.transport = transport;
        this.loops = loops;
        this.limit = limit;
        this.workers = workers;
    }

    Channel bind(ListenerSetup setup, TlsEngine engine) throws IOException {
        Listener listener = listener(setup, engine);
        ChannelFuture binding = new ServerBootstrap()
                .group(loops, loops)
                .channel(transport.servers())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // A plain viewer may stop sending and still read; under TLS that takes a close_notify, not a FIN.
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, setup.tls().isEmpty())
                .childHandler(new ViewerPipeline(listener, limit, workers))
                .bind(new InetSocketAddress(setup.bind().host(), setup.bind().port()));
        CompletableFuture<Channel> bound = new CompletableFuture<>();
        binding.addListener((ChannelFuture done) -> {
            if (done.isSuccess()) {
                bound.complete(done.channel());
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
        try {
            return bound.join();
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            throw new IOException(
                    "cannot listen on " + setup.bind() + ": " + (cause == null ? failed : cause).getMessage(), failed);
        }
    }

    /** Frees what TLS keeps outside the heap, once no connection is left. */
    void release() {
        certificates.forEach(ViewerCertificates::release);
    }

    private Listener listener(ListenerSetup setup, TlsEngine engine) throws IOException {
        if (setup.tls().isEmpty()) {
            return new Listener(setup.bind().toString(), Optional.empty());
        }
        ListenerSetup.Tls tls = setup.tls().orElseThrow();
        ViewerCertificates chosen = ViewerCertificates.of(engine, tls.config(), tls.certificates());
        certificates.add(chosen);
        return new Listener(
                setup.bind().toString(),
                Optional.of(new Listener.Tls(
                        chosen, tls.config().clientHelloBytes(), tls.config().handshakeTimeout())));
    }
}
