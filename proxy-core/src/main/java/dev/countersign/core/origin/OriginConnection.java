package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.log.LogFragments;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.Negotiation;
import dev.countersign.core.tls.OriginHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
        CLOSED
    }

    private final Channel channel;
    private final Attempt attempt;
    private final OriginTarget target;
    private final @Nullable Negotiation negotiation;
    private final Deadlines.Deadline deadline;
    private final Lifetime lifetime;
    private State state = State.OPENING;
    private @Nullable LeaseListener listener;
    private @Nullable OriginHandshake handshake;
    private MtlsOutcome outcome = MtlsOutcome.Plain.NOT_TLS;
    private byte[] logFragment = {};
    private boolean confirmed;
    private boolean counted;
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
        return outcome;
    }

    /** The origin asked for a certificate in this connection's handshake, or in the one its session came from. */
    public boolean wasAskedForCertificate() {
        OriginHandshake value = handshake;
        return value != null && value.requested();
    }

    /** A response says that the origin did not like our certificate after all: it would say so to the next request, too. */
    public void complained() {
        outcome = MtlsOutcome.Plain.REJECTED_HTTP;
        count();
    }

    /** The log line's facts about this connection. */
    public byte[] logFragment() {
        return logFragment;
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

    /** The exchange is over and the connection may carry another. */
    public void release() {
        count();
        listener = null;
        deadline.clear();
        readMore(true);
        attempt.pool().giveBack(this);
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
                && outcome != MtlsOutcome.Plain.PRESENTED
                && outcome != MtlsOutcome.Plain.REJECTED_HTTP
                && !lifetime.isOver()
                && attempt.isListed();
    }

    // What the channel tells.

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        target.meters().connectionOpened();
        attempt.connected(this);
        if (negotiation == null) {
            logFragment = LogFragments.origin(attempt.address(), null);
            attempt.succeed(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && negotiation != null) {
            handshakeEnded(negotiation, done);
        } else if (event instanceof SslCloseCompletionEvent closed) {
            originEnded(closed.isSuccess());
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
            learn(agreed.handshake());
            outcome = agreed.handshake().presented() == null
                    ? MtlsOutcome.Plain.NOT_REQUESTED
                    : MtlsOutcome.Plain.PRESENTED;
            attempt.succeed(this);
        } else if (result instanceof HandshakeResult.Failed failed) {
            attempt.fail(failed, null);
        }
    }

    private void learn(OriginHandshake value) {
        handshake = value;
        logFragment = LogFragments.origin(attempt.address(), value);
    }

    void handshakeTimedOut() {
        if (negotiation != null) {
            attempt.fail(negotiation.failTimeout(), null);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        LeaseListener holder = listener;
        if (holder == null || !(message instanceof ByteBuf bytes)) {
            // Bytes nobody asked for: whatever they are, they must not become someone's response.
            ReferenceCountUtil.release(message);
            channel.close();
            return;
        }
        if (!confirmed) {
            confirm();
        }
        holder.originBytes(bytes);
    }

    /** The first response byte is the origin's yes. */
    private void confirm() {
        confirmed = true;
        OriginHandshake value = handshake;
        if (value == null) {
            return;
        }
        if (value.presented() != null) {
            outcome = value.resumed() ? MtlsOutcome.Plain.ACCEPTED_RESUMED : MtlsOutcome.Plain.ACCEPTED;
        }
    }

    /** Every handshake counts once: after its first exchange, because a response may still complain, or at its end. */
    private void count() {
        OriginHandshake value = handshake;
        if (value != null && !counted) {
            counted = true;
            target.meters().handshake(outcome.label(), value.resumed(), value.durationNanos());
        }
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
        LeaseListener holder = listener;
        if (holder != null) {
            holder.originReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        LeaseListener holder = listener;
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
        if (transport && channel.isActive()) {
            // Writing failed, but reading may still bring the origin's reason; it ends in any case.
            channel.eventLoop().schedule(() -> channel.close(), WRITE_FAILURE_GRACE_SECONDS, TimeUnit.SECONDS);
        } else {
            channel.close();
        }
    }

    private void deadlineReached() {
        LeaseListener holder = listener;
        if (state == State.LEASED && holder != null && cause == null) {
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
        } else if (before == State.OPENING && negotiation != null && !attempt.isOver()) {
            attempt.fail(negotiation.failClosed(), cause);
        }
        LeaseRequest promised = promisedTo;
        if (promised != null) {
            promisedTo = null;
            attempt.pool().keepPromise(promised, this);
        }
        LeaseListener holder = listener;
        listener = null;
        if (holder != null) {
            if (negotiation != null && (!confirmed || negotiation.isRefused())) {
                judge(negotiation);
            }
            holder.originClosed(closedOrderly, cause);
        }
        count();
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
        HandshakeResult.Failed failed = failure == null ? tls.failClosed() : tls.fail(failure);
        learn(failed.handshake());
        outcome = failed.outcome();
        count();
    }
}
