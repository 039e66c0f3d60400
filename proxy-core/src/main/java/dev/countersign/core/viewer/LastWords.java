package dev.countersign.core.viewer;

import dev.countersign.core.loop.Deadlines;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/**
 * Ends a connection so that the viewer can read the last response: closing while the viewer still sends would reset the
 * connection and take the response with it (RFC 9112 section 9.6), and closing before all is written would cut it short.
 */
final class LastWords {
    /** How long a viewer that has been sent everything has to close its side. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Channel viewer;
    private final Deadlines.Deadline deadline;
    private boolean viewerIsDone;
    private boolean said;

    /** {@code deadline} closes the connection when it is reached. */
    LastWords(Channel viewer, Deadlines.Deadline deadline) {
        this.viewer = viewer;
        this.deadline = deadline;
    }

    /** Sends what is left, for as long as {@code writeTimeout}, then says that nothing follows. */
    void say(Duration writeTimeout) {
        deadline.in(writeTimeout.toNanos());
        viewer.config().setAutoRead(true); // a viewer that is stuck sending would never come to read
        SslHandler tls = viewer.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        }
        viewer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> said());
    }

    private void said() {
        said = true;
        if (viewerIsDone || !(viewer instanceof DuplexChannel channel)) {
            viewer.close();
            return;
        }
        deadline.in(PATIENCE.toNanos());
        channel.shutdownOutput();
    }

    /** Nothing more can come from the viewer. */
    void viewerIsDone() {
        viewerIsDone = true;
        if (said) {
            viewer.close();
        }
    }
}
