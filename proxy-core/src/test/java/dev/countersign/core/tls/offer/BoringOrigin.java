package dev.countersign.core.tls.offer;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSession;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * An origin in this process that knows post-quantum groups, which installed servers often do not yet. It asks for a client
 * certificate, and answers every GET with the group that it has agreed on, in {@code X-Seen-Group}.
 */
final class BoringOrigin implements AutoCloseable {
    private final SslContext context;
    private final MultiThreadIoEventLoopGroup loop;
    private final Channel listener;

    private BoringOrigin(SslContext context, MultiThreadIoEventLoopGroup loop, Channel listener) {
        this.context = context;
        this.loop = loop;
        this.listener = listener;
    }

    /** {@code groups}: BoringSSL's names of those that it agrees on, and no other. */
    static BoringOrigin start(TestCertificate server, TestAuthority clients, String... groups) throws SSLException {
        SslContext context = SslContextBuilder.forServer(
                        server.key(), server.chain().toArray(new X509Certificate[0]))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .trustManager(clients.certificate())
                .clientAuth(ClientAuth.REQUIRE)
                .option(OpenSslContextOption.GROUPS, groups)
                .build();
        MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    public void initChannel(Channel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), new Answering());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        return new BoringOrigin(context, loop, listener);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** A GET has no body, so each empty line is the end of one. */
    private static final class Answering extends SimpleChannelInboundHandler<ByteBuf> {
        private final StringBuilder head = new StringBuilder();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            head.append(bytes.toString(StandardCharsets.ISO_8859_1));
            if (head.toString().endsWith("\r\n\r\n")) {
                head.setLength(0);
                OpenSslSession session = (OpenSslSession)
                        context.pipeline().get(SslHandler.class).engine().getSession();
                String response =
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Seen-Group: " + session.getNamedGroup() + "\r\n\r\n";
                context.writeAndFlush(Unpooled.copiedBuffer(response, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        ReferenceCountUtil.release(context);
    }
}
