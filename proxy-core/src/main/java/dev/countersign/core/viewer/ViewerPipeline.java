package dev.countersign.core.viewer;

import dev.countersign.core.exchange.Worker;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.Function;

/** The handlers of a connection from a viewer, in the order bytes pass them on their way in. */
public final class ViewerPipeline extends ChannelInitializer<Channel> {
    private final Listener listener;
    private final ConnectionLimit limit;
    private final Function<EventLoop, Worker> workers;

    public ViewerPipeline(Listener listener, ConnectionLimit limit, Function<EventLoop, Worker> workers) {
        this.listener = listener;
        this.limit = limit;
        this.workers = workers;
    }

    @Override
    protected void initChannel(Channel channel) {
        Worker worker = workers.apply(channel.eventLoop());
        if (listener.isRemoved()) {
            channel.close();
            return;
        }
        if (!limit.tryEnter()) {
            worker.meters().viewerConnectionRefused();
            channel.close();
            return;
        }
        worker.meters().viewerConnectionOpened();
        channel.closeFuture().addListener(closed -> {
            worker.meters().viewerConnectionClosed();
            limit.leave();
        });
        Optional<Listener.Tls> tls = listener.tls();
        tls.ifPresent(chosen -> secure(channel, chosen));
        // A plain viewer may stop sending and still read; under TLS that takes a close_notify, not a FIN.
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, tls.isEmpty());
        ViewerHandshake handshake = new ViewerHandshake(listener.name(), tls.isPresent());
        channel.pipeline().addLast("viewer", new ViewerConnection(worker, listener, handshake, channel));
    }

    private static void secure(Channel channel, Listener.Tls tls) {
        tls.certificates().retain();
        channel.closeFuture().addListener(closed -> tls.certificates().release());
        channel.pipeline().addLast("tls", new ChosenBySni(tls));
    }

    /** Reads the ClientHello, within a size and a time, and puts the TLS handler of the chosen certificate in its place. */
    private static final class ChosenBySni extends SniHandler {
        private final long timeoutMillis;

        ChosenBySni(Listener.Tls tls) {
            super(
                    tls.certificates(),
                    tls.clientHelloBytes(),
                    tls.handshakeTimeout().toMillis());
            timeoutMillis = tls.handshakeTimeout().toMillis();
        }

        @Override
        protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
            SslHandler handler = super.newSslHandler(context, allocator);
            handler.setHandshakeTimeoutMillis(timeoutMillis);
            return handler;
        }
    }
}
