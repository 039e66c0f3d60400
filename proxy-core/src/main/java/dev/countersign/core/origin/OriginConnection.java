package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.Negotiation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin: opening, then leased and idle in turn, then closed. Its handshake is unconfirmed until
 * the first response byte; what goes wrong before that is the handshake's outcome. Belongs to one event loop.
 */
public final class OriginConnection extends ChannelInboundHandlerAdapter {
    /** How long an origin's reason may still come in after a write failed. */
    private static final long WRITE_FAILURE_GRACE_SECONDS = 1;

    private enum State {
        OPENING,
        LEASED,
        IDLE,
        SWITCHED,
        CLOSED
    }

    private final Channel channel;
    private final Attempt attempt;
    private final OriginTarget target;
    private final @Nullable Negotiation negotiation;
    private final Deadlines.Deadline deadline;
    private final Lifetime lifetime;
    private final ConnectionFacts facts;
    private State state = State.OPENING;
    private @Nullable OriginListener listener;
    private boolean reading;
    private @Nullable LeaseRequest promisedTo;
    private boolean closedOrderly;
    private @Nullable Throwable cause;
    private int exchanges;

    OriginConnection(Channel channel, Attempt attempt, Optional<Negotiation> negotiation) {
        this.channel = channel;
        this.attempt = attempt;
        this.target = attempt.target();
        this.lifetime = new Lifetime(target, negotiation.isPresent());
        this.negotiation = negotiation.orElse(null);
        this.facts = new ConnectionFacts(attempt);
        this.deadline = attempt.pool().pools().deadlines().add(this::deadlineReached);
        negotiation.ifPresent(
                tls -> tls.whenRefusedLate(() -> channel.eventLoop().execute(channel::close)));
    }

    // What an exchange asks.

    /** Whether an earlier exchange used it. */
    public boolean isReused() {
        return exchanges > 1;
    }

    /** -1 where the origin's address needed no look-up. */
    public long dnsNanos() {
        return attempt.dnsNanos();
    }

    public long connectNanos() {
        return attempt.connectNanos();
    }

    /** What came of the question of our certificate, as known now. */
    public MtlsOutcome outcome() {
        return facts.outcome();
    }

    /** The origin asked for a certificate in this connection's handshake, or in the one its session came from. */
    public boolean wasAskedForCertificate() {
        return facts.wasAskedForCertificate();
    }

    /** What a response says of our certificate: it is a {@code complaint}, or cannot become one. */
    public void judged(boolean complaint) {
        facts.judged(complaint);
    }

    /** The log line's facts about this connection. */
    public byte[] logFragment() {
        return facts.logFragment();
    }

    public ByteBuf buffer(int size) {
        return channel.alloc().directBuffer(size);
    }

    public void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    public void flush() {
        channel.flush();
    }

    public boolean isWritable() {
        return channel.isWritable();
    }

    public void readMore(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    /** Fails the lease with a read timeout unless moved on. */
    public Deadlines.Deadline deadline() {
        return deadline;
    }

    /** What still comes is for somebody else. */
    public void handOver(LeaseListener next) {
        listener = next;
    }

    /** The exchange is over and the connection may carry another. */
    public void release() {
        facts.count();
        listener = null;
        deadline.clear();
        readMore(true);
        attempt.pool().giveBack(this);
    }

    /**
     * The protocol was switched: the connection is the listener's until it closes, and no exchange's any more. The origin's
     * budget goes on counting it.
     */
    public void switchTo(TunnelListener tunnel) {
        facts.count();
        state = State.SWITCHED;
        listener = tunnel;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, endsByHalves());
        attempt.pool().pools().switched(this);
    }

    /** A plain origin may stop sending and still read; under TLS the end of one direction is the end of both. */
    public boolean endsByHalves() {
        return negotiation == null && channel instanceof DuplexChannel;
    }

    /** Nothing more will be sent, once everything has been. */
    public void endOutput() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
        });
    }

    /** Closes once everything has been sent, for which the origin has as long as for an answer. */
    public void finish() {
        listener = null;
        readMore(false);
        deadline.in(target.readTimeoutNanos());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> channel.close());
    }

    /** The exchange is over and so is the connection. */
    public void close() {
        listener = null;
        channel.close();
    }

    // What the pool asks.

    OriginTarget target() {
        return target;
    }

    /** In the middle of a read: what else has come already must be seen before somebody else gets the connection. */
    boolean isReading() {
        return reading;
    }

    /** Leases it when the read is over, if it is fit then. */
    void promise(LeaseRequest next) {
        state = State.LEASED;
        deadline.clear();
        promisedTo = next;
    }

    PoolKey key() {
        return attempt.pool().key();
    }

    /** What made it is no longer configured: whoever has it for good gives it up. */
    void retire() {
        if (listener instanceof TunnelListener tunnel) {
            tunnel.originRetired();
        }
    }

    void leaseTo(LeaseListener next) {
        state = State.LEASED;
        exchanges++;
        listener = next;
        deadline.clear();
        next.leased(this);
    }

    void rest() {
        state = State.IDLE;
        deadline.in(lifetime.idleNanos());
    }

    /**
     * Alive, not on its way out, not at the end of its time, to an address the origin still has, and with a verdict on our certificate that is good: one still
     * to come would fall on somebody else.
     */
    boolean isFit() {
        return channel.isActive()
                && !closedOrderly
                && facts.isVerdictGood()
                && !lifetime.isOver()
                && attempt.isListed();
    }

    // What the channel tells.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        target.meters().connectionOpened();
        attempt.connected(this);
        if (negotiation == null) {
            facts.connectedPlainly();
            attempt.succeed(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && negotiation != null) {
            handshakeEnded(negotiation, done);
        } else if (event instanceof SslCloseCompletionEvent closed) {
            originEnded(closed.isSuccess());
        } else if (event instanceof ChannelInputShutdownEvent
                && listener instanceof TunnelListener tunnel
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

    private void handshakeEnded(Negotiation tls, SslHandshakeCompletionEvent done) {
        if (attempt.isOver()) {
            return;
        }
        if (!done.isSuccess()) {
            attempt.fail(tls.fail(done.cause()), done.cause());
            return;
        }
        HandshakeResult result = tls.finish(target.mustAsk());
        if (result instanceof HandshakeResult.Done agreed) {
            facts.agreed(agreed.handshake());
            attempt.succeed(this);
        } else if (result instanceof HandshakeResult.Failed failed) {
            attempt.fail(failed, null);
        }
    }

    void handshakeTimedOut() {
        if (negotiation != null) {
            attempt.fail(negotiation.failTimeout(), null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        OriginListener holder = listener;
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
        LeaseRequest promised = promisedTo;
        if (promised != null) {
            promisedTo = null;
            attempt.pool().keepPromise(promised, this);
            return;
        }
        OriginListener holder = listener;
        if (holder != null) {
            holder.originReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        OriginListener holder = listener;
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
        if (transport && channel.isActive() && state != State.SWITCHED) {
            // Writing failed, but reading may still bring the origin's reason; it ends in any case.
            channel.eventLoop().schedule(() -> channel.close(), WRITE_FAILURE_GRACE_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    private void deadlineReached() {
        OriginListener holder = listener;
        if (holder != null && cause == null) {
            holder.originTimedOut();
        } else {
            channel.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        State before = state;
        state = State.CLOSED;
        target.meters().connectionClosed();
        target.budget().connectionClosed();
        if (before == State.IDLE) {
            attempt.pool().forgetIdle(this);
        } else if (before == State.SWITCHED) {
            attempt.pool().pools().switchedClosed(this);
        } else if (before == State.OPENING && negotiation != null && !attempt.isOver()) {
            attempt.fail(negotiation.failClosed(), cause);
        }
        LeaseRequest promised = promisedTo;
        if (promised != null) {
            promisedTo = null;
            attempt.pool().keepPromise(promised, this);
        }
        OriginListener holder = listener;
        listener = null;
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
        deadline.remove();
        if (negotiation != null) {
            negotiation.forget();
        }
    }

    private void judge(Negotiation tls) {
        Throwable failure = cause;
        facts.failed(failure == null ? tls.failClosed() : tls.fail(failure));
    }
}
