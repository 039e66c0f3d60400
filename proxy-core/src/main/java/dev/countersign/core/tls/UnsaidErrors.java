package dev.countersign.core.tls;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;

/**
 * Makes BoringSSL's engine say what it keeps to itself. When it cannot make sense of what it reads after the handshake, it
 * writes an alert and holds the error back for its next write (Netty 4.2.18, {@code
 * ReferenceCountedOpenSslEngine.needWrapAgain}); a connection that waits for a response has none, and would wait for its
 * timeout. So where reading made the TLS handler write, it is made to write once more. Stands between it and the socket.
 */
public final class UnsaidErrors extends ChannelDuplexHandler {
    private boolean reading;
    private boolean wrote;

    /** That handler's engine needs it. */
    public static boolean areHeldBackBy(SslHandler tls) {
        return tls.engine() instanceof ReferenceCountedOpenSslEngine;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        wrote |= reading;
        ctx.write(message, promise);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        reading = false;
        if (wrote) {
            wrote = false;
            ctx.channel().flush();
        }
    }
}
