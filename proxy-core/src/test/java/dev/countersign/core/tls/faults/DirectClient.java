package dev.countersign.core.tls.faults;

import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.Negotiation;
import dev.countersign.core.tls.OriginTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.CharsetUtil;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Connects to an origin with {@link OriginTls} as the proxy does, and without the rest of it. On a connection that may be used
 * it sends one request and waits for the end, so that tickets have come, too.
 */
public final class DirectClient implements AutoCloseable {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: origin.test\r\n\r\n";
    private static final int PATIENCE_SECONDS = 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /** What came of the handshake on one connection to 127.0.0.1. */
    public HandshakeResult connect(OriginTls tls, String serverName, int port) {
        CompletableFuture<HandshakeResult> result = new CompletableFuture<>();
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Negotiation negotiation = tls.negotiate(channel.alloc(), serverName, port);
                        channel.pipeline().addLast(negotiation.handler(), new Ignoring());
                        negotiation.handler().handshakeFuture().addListener(done -> {
                            HandshakeResult outcome =
                                    done.isSuccess() ? negotiation.finish(false) : negotiation.fail(done.cause());
                            if (outcome instanceof HandshakeResult.Done) {
                                channel.writeAndFlush(Unpooled.copiedBuffer(REQUEST, CharsetUtil.US_ASCII));
                            } else {
                                channel.close();
                            }
                            channel.closeFuture().addListener(closed -> {
                                negotiation.forget();
                                result.complete(outcome);
                            });
                        });
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port);
        return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Ignoring extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {}

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
