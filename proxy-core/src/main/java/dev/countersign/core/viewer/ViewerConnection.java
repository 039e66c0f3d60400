package dev.countersign.core.viewer;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.exchange.Exchange;
import dev.countersign.core.exchange.ViewerFacts;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Head;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.tunnel.Tunnel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection from a viewer, from its handshake to its last words; {@link RequestIntake} takes its bytes apart
 * into requests, {@link Http1Stream} answers them in order. Belongs to one event loop.
 */
final class ViewerConnection extends ChannelInboundHandlerAdapter implements Worker.OpenConnection {
    /** How long an idle connection may still bring a request while the process, or its listener, ends. */
    private static final Duration RETIREMENT_GRACE = Duration.ofSeconds(1);

    private final Worker worker;
    private final Listener listener;
    private final LimitsConfig limits;
    private final Channel channel;
    private final Http1Stream stream;
    private final RequestIntake intake;
    private final ViewerHandshake handshake;
    private final Deadlines.Deadline readDeadline;
    private final Deadlines.Deadline writeDeadline;
    private final LastWords lastWords;

    private @Nullable ViewerFacts viewer;
    private boolean closing;
    private boolean retiring;

    ViewerConnection(Worker worker, Listener listener, ViewerHandshake handshake, Channel channel) {
        this.worker = worker;
        this.listener = listener;
        this.limits = worker.snapshot().limits();
        this.channel = channel;
        this.stream = new Http1Stream(worker, this, new Http1Writer(channel));
        this.handshake = handshake;
        this.readDeadline = worker.deadlines().add(this::readDeadlineReached);
        this.writeDeadline = worker.deadlines().add(() -> left(Failure.VIEWER_SLOW));
        this.intake = new RequestIntake(worker, this, stream, channel.alloc(), readDeadline);
        this.lastWords = new LastWords(channel, readDeadline);
    }

    // The connection's life.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        retiring = worker.enlist(this, listener);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!handshake.isNeeded()) {
            ready();
        }
    }

    private void ready() {
        viewer = handshake.viewer(channel);
        waitForRequest();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SniCompletionEvent named) {
            handshake.serverName(named.hostname());
            if (!named.isSuccess()) {
                handshake.failed(worker, channel, named.cause());
            }
        } else if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                ready();
            } else {
                handshake.failed(worker, channel, done.cause());
                channel.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            lastWords.viewerIsDone();
            intake.end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isReady() && !closing) {
            handshake.closed(worker, channel);
        }
        left(Failure.VIEWER_LEFT);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        readDeadline.remove();
        writeDeadline.remove();
        stream.discard();
        intake.discard();
        worker.delist(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isReady()) {
            handshake.failed(worker, channel, cause);
        }
        channel.close();
    }

    private boolean isReady() {
        return viewer != null;
    }

    void left(Failure failure) {
        stream.closeAfterwards();
        closing = true;
        intake.cutOff(failure);
        channel.close();
    }

    @Override
    public void cut() {
        left(Failure.VIEWER_LEFT);
    }

    /**
     * The process or the listener ends: what runs may finish, and says that it is the last. A request may be on its way to an idle
     * connection, so that one closes a moment later.
     */
    @Override
    public void retire() {
        retiring = true;
        stream.closeAfterwards();
        if (!isReady()) {
            closing = true;
            channel.close();
        } else if (intake.running() == null && !closing) {
            readDeadline.in(RETIREMENT_GRACE.toNanos());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
        } else {
            intake.add(bytes);
        }
    }

    private void waitForRequest() {
        readDeadline.in(limits.viewerIdleTimeout().toNanos());
    }

    private void readDeadlineReached() {
        Exchange running = intake.running();
        if (running == null || closing) {
            channel.close();
        } else {
            intake.timedOut(running);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable()) {
            writeDeadline.in(limits.viewerWriteTimeout().toNanos());
            return;
        }
        writeDeadline.clear();
        Exchange running = intake.running();
        if (running != null && intake.hasBegun()) {
            running.viewerWritable();
        } else if (isReady()) {
            readMore(true);
            intake.step();
        }
    }

    // What the stream and the intake ask.

    Head request() {
        return intake.request();
    }

    boolean isRequestComplete() {
        return intake.isRequestComplete();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    boolean isClosing() {
        return closing;
    }

    boolean isRetiring() {
        return retiring;
    }

    ViewerFacts facts() {
        return Objects.requireNonNull(viewer);
    }

    void readMore(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    void takeBody(boolean wanted) {
        intake.takeBody(wanted);
    }

    void endsNow() {
        closing = true;
    }

    /** The rest of the connection's life is a tunnel's. */
    void handOver(Tunnel tunnel, Http1Writer writer) {
        closing = true;
        TunnelledViewer end =
                new TunnelledViewer(worker, listener, writer, tunnel, limits.viewerWriteTimeout(), intake.takeEarly());
        channel.pipeline().replace(this, "tunnel", end);
        tunnel.attach(end);
    }

    void exchangeEnded() {
        intake.exchangeEnded();
        if (closing) {
            return;
        }
        if (!stream.keepsAlive() || !isRequestComplete()) {
            close();
            return;
        }
        readMore(true);
        waitForRequest();
        intake.step();
    }

    void close() {
        closing = true;
        lastWords.say(limits.viewerWriteTimeout());
    }
}
