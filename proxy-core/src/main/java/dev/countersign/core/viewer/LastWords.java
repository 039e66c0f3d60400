package dev.countersign.core.viewer;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/**
 * Ends a connection so that the viewer can read the last response: closing while the viewer still sends would reset the
 * connection and take the response with it (RFC 9112 section 9.6).
 */
final class LastWords {
    /** How long a viewer has to close its side. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private LastWords() {}

    /** {@code viewerIsDone}: nothing more can come from the viewer, so there is nothing to wait for. */
    static void say(Channel viewer, boolean viewerIsDone) {
        SslHandler tls = viewer.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        }
        ChannelFuture said = viewer.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (viewerIsDone || !(viewer instanceof DuplexChannel channel)) {
            said.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        viewer.config().setAutoRead(true);
        said.addListener(sent -> channel.shutdownOutput());
    }
}
