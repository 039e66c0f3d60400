package dev.countersign.core.viewer;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends a connection so that the viewer can read the last response: closing while the viewer still sends would reset the
 * connection and take the response with it (RFC 9112 section 9.6).
 */
final class LastWords {
    /** How long a viewer has to close its side. */
    static final long PATIENCE_SECONDS = 2;

    private LastWords() {}

    /** {@code viewerIsDone}: nothing more can come from the viewer, so there is nothing to wait for. */
    static void say(ChannelHandlerContext ctx, boolean viewerIsDone) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        }
        ChannelFuture said = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (viewerIsDone || !(ctx.channel() instanceof DuplexChannel channel)) {
            said.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.channel().config().setAutoRead(true);
        said.addListener(sent -> channel.shutdownOutput());
    }
}
