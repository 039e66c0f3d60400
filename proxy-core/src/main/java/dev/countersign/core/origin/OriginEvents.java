package dev.countersign.core.origin;

import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.Negotiation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the channel of an origin connection tells, and whom it concerns: the attempt until the handshake is done, then who holds the
 * connection. The handshake is unconfirmed until the first response byte; what goes wrong before that is the handshake's outcome.
 */
final class OriginEvents extends ChannelInboundHandlerAdapter {
    /** How long an origin's reason may still come in after a write failed. */
    private static final long WRITE_FAILURE_GRACE_SECONDS = 1;

    private final OriginConnection connection;
    private final Channel channel;
    private final Attempt attempt;
    private final @Nullable Negotiation negotiation;
    private final ConnectionFacts facts;
    private final RenegotiationGuard guard = new RenegotiationGuard(this::refuseRenegotiation);
    private boolean reading;
    private boolean closedOrderly;
    private @Nullable Throwable cause;

    OriginEvents(
            OriginConnection connection,
            Channel channel,
            Attempt attempt,
            @Nullable Negotiation negotiation,
            ConnectionFacts facts) {
        this.connection = connection;
        this.channel = channel;
        this.attempt = attempt;
        this.negotiation = negotiation;
        this.facts = facts;
    }

    /** In the middle of a read. */
    boolean isReading() {
        return reading;
    }

    /** Nothing more will come: the origin said so, or we refused what it asks for. */
    boolean isEnding() {
        return closedOrderly || (negotiation != null && negotiation.isRefused());
    }

    /** Something broke, and the end is only a matter of time. */
    boolean isFailing() {
        return cause != null;
    }

    /** What stands in front of the TLS handler, if there is one. */
    RenegotiationGuard guard() {
        return guard;
    }

    private void refuseRenegotiation() {
        if (negotiation != null) {
            negotiation.refuseRenegotiation();
        }
        channel.close();
    }

    /** The attempt's time ran out. */
    void handshakeTimedOut() {
        if (negotiation != null) {
            attempt.fail(negotiation.failTimeout(), null);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        attempt.target().meters().connectionOpened();
        attempt.connected(connection);
        if (negotiation == null) {
            facts.connectedPlainly();
            attempt.succeed(connection);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && negotiation != null) {
            handshakeEnded(ctx, negotiation, done);
        } else if (event instanceof SslCloseCompletionEvent closed) {
            originEnded(closed.isSuccess());
        } else if (event instanceof ChannelInputShutdownEvent
                && connection.listener() instanceof TunnelListener tunnel
                && cause == null) { // a reset shuts the input down, too
            tunnel.originEnded();
        }
    }

    /**
     * After close_notify nothing more can come (RFC 8446 section 6.1). TCP may stay open for long: some origins close
     * only once we do.
     */
    private void originEnded(boolean orderly) {
        closedOrderly = orderly;
        if (orderly) {
            channel.close();
        }
    }

    private void handshakeEnded(ChannelHandlerContext ctx, Negotiation tls, SslHandshakeCompletionEvent done) {
        if (attempt.isOver()) {
            return;
        }
        if (!done.isSuccess()) {
            attempt.fail(tls.fail(done.cause()), done.cause());
            return;
        }
        if (!tls.mayBeRenegotiated()) {
            ctx.pipeline().remove(guard);
        } else if (guard.handshakeDone()) {
            tls.refuseRenegotiation();
        }
        HandshakeResult result = tls.finish(attempt.target().mustAsk());
        if (result instanceof HandshakeResult.Done agreed) {
            facts.agreed(agreed.handshake());
            attempt.succeed(connection);
        } else if (result instanceof HandshakeResult.Failed failed) {
            attempt.fail(failed, null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        OriginListener holder = connection.listener();
        if (holder == null || !(message instanceof ByteBuf bytes)) {
            // Bytes nobody asked for: whatever they are, they must not become someone's response.
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        facts.confirm();
        holder.originBytes(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (connection.keepPromise()) {
            return;
        }
        OriginListener holder = connection.listener();
        if (holder != null) {
            holder.originReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        OriginListener holder = connection.listener();
        if (holder != null) {
            holder.originWritabilityChanged();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        boolean transport = failure instanceof IOException && !(failure instanceof SSLException);
        if (cause == null || !transport) {
            cause = failure;
        }
        if (transport && channel.isActive() && !connection.isSwitched()) {
            // Writing failed, but reading may still bring the origin's reason; it ends in any case.
            channel.eventLoop().schedule(() -> channel.close(), WRITE_FAILURE_GRACE_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        boolean neverOpened = connection.ended();
        if (neverOpened && negotiation != null && !attempt.isOver()) {
            attempt.fail(negotiation.failClosed(), cause);
        }
        connection.keepPromise();
        OriginListener holder = connection.dismissListener();
        if (holder != null) {
            if (negotiation != null && (!facts.isConfirmed() || negotiation.isRefused())) {
                judge(negotiation);
            }
            holder.originClosed(closedOrderly, cause);
        }
        facts.count();
    }

    /** The last thing that happens, also to a channel that never connected. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connection.deadline().remove();
        if (negotiation != null) {
            negotiation.forget();
        }
    }

    private void judge(Negotiation tls) {
        Throwable failure = cause;
        facts.failed(failure == null ? tls.failClosed() : tls.fail(failure));
    }
}
