package dev.countersign.core.viewer;

import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.tunnel.Tunnel;
import dev.countersign.core.tunnel.ViewerEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A viewer's connection from the 101 on, in the place of its {@link ViewerConnection}: bytes go through, and nothing here
 * looks at them. A drain waits for it.
 */
final class TunnelledViewer extends ChannelInboundHandlerAdapter implements ViewerEnd, Worker.OpenConnection {
    private final Worker worker;
    private final Listener listener;
    private final Channel channel;
    private final Http1Writer writer;
    private final Tunnel tunnel;
    private final Duration writeTimeout;
    private final Deadlines.Deadline writeDeadline;
    private final Deadlines.Deadline lastDeadline;
    private final LastWords lastWords;
    private final boolean ended;
    private @Nullable ByteBuf early;

    /** What the viewer sent before the 101, if anything, and whether it has ended its side since. */
    record Early(@Nullable ByteBuf bytes, boolean ended) {}

    /** {@code early} is taken over. */
    TunnelledViewer(
            Worker worker, Listener listener, Http1Writer writer, Tunnel tunnel, Duration writeTimeout, Early early) {
        this.worker = worker;
        this.listener = listener;
        this.channel = writer.channel();
        this.writer = writer;
        this.tunnel = tunnel;
        this.writeTimeout = writeTimeout;
        this.writeDeadline = worker.deadlines().add(() -> left(Failure.VIEWER_SLOW));
        this.lastDeadline = worker.deadlines().add(channel::close);
        this.lastWords = new LastWords(channel, lastDeadline);
        this.early = early.bytes();
        this.ended = early.ended();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        worker.enlist(this, listener);
        watchWriting();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        writeDeadline.remove();
        lastDeadline.remove();
        writer.discard();
        if (early != null) {
            early.release();
            early = null;
        }
        worker.delist(this);
    }

    // What the channel tells.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        tunnel.viewerBytes((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        tunnel.viewerReadComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean closeNotify = event instanceof SslCloseCompletionEvent closed && closed.isSuccess();
        if (closeNotify || event instanceof ChannelInputShutdownEvent) {
            viewerEnded();
        }
    }

    private void viewerEnded() {
        lastWords.viewerIsDone();
        tunnel.viewerEnded();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        watchWriting();
        if (channel.isWritable()) {
            tunnel.viewerWritable();
        }
    }

    private void watchWriting() {
        if (channel.isWritable()) {
            writeDeadline.clear();
        } else {
            writeDeadline.in(writeTimeout.toNanos());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        left(Failure.VIEWER_LEFT);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        channel.close();
    }

    private void left(Failure failure) {
        tunnel.viewerLeft(failure);
        channel.close();
    }

    // What the process asks.

    /** It finishes what it is about. */
    @Override
    public void retire() {}

    @Override
    public void cut() {
        left(Failure.VIEWER_LEFT);
    }

    // What the tunnel asks.

    @Override
    public void begin() {
        ByteBuf waiting = early;
        early = null;
        readMore(true);
        if (waiting != null) {
            tunnel.viewerBytes(waiting);
            tunnel.viewerReadComplete();
        }
        if (ended) {
            viewerEnded();
        }
    }

    @Override
    public void send(ByteBuf bytes) {
        writer.content(bytes);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void readMore(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    @Override
    public boolean endsByHalves() {
        return channel instanceof DuplexChannel && channel.pipeline().get(SslHandler.class) == null;
    }

    @Override
    public void endOutput() {
        writer.flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
    }

    @Override
    public void close() {
        writer.flush();
        lastWords.say(writeTimeout);
    }

    @Override
    public void reset() {
        writer.reset();
    }
}
