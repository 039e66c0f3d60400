package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.log.ConnectTimes;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.Negotiation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin: opening, then leased and idle in turn, then closed. Here is what exchanges and the pool do with it;
 * what comes in is told by {@link OriginEvents}. Belongs to one event loop.
 */
public final class OriginConnection {
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
    private final Deadlines.Deadline deadline;
    private final Lifetime lifetime;
    private final ConnectionFacts facts;
    private final OriginEvents events;
    private State state = State.OPENING;
    private @Nullable OriginListener listener;
    private @Nullable LeaseRequest promisedTo;
    private int exchanges;

    OriginConnection(Channel channel, Attempt attempt, Optional<Negotiation> negotiation) {
        this.channel = channel;
        this.attempt = attempt;
        this.target = attempt.target();
        this.lifetime = new Lifetime(target, negotiation.isPresent());
        this.facts = new ConnectionFacts(attempt);
        this.deadline = attempt.pool().pools().deadlines().add(this::deadlineReached);
        this.events = new OriginEvents(this, channel, attempt, negotiation.orElse(null), facts);
    }

    // What an exchange asks.

    /** Whether an earlier exchange used it. */
    public boolean isReused() {
        return exchanges > 1;
    }

    public ConnectTimes connectTimes() {
        return attempt.times();
    }

    /** What came of the question of our certificate, as known now. */
    public MtlsOutcome outcome() {
        return facts.outcome();
    }

    /** The origin asked for a certificate in this connection's handshake, or in the one its session came from. */
    public boolean wasAskedForCertificate() {
        return facts.wasAskedForCertificate();
    }

    /** A response is no yes to our certificate: it is not asked again on this connection. */
    public void judged(MtlsOutcome verdict) {
        facts.judged(verdict);
    }

    /** A response's status says that it can be no complaint of our certificate. */
    public void cleared() {
        facts.cleared();
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
        return !attempt.pool().isSecure() && channel instanceof DuplexChannel;
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
        return events.isReading();
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
                && !events.isEnding()
                && facts.isVerdictGood()
                && !lifetime.isOver()
                && attempt.isListed();
    }

    // What its events ask.

    /** The last of its pipeline's handlers. */
    OriginEvents events() {
        return events;
    }

    /** Who is told what comes in; null where nobody waits for anything. */
    @Nullable
    OriginListener listener() {
        return listener;
    }

    /** Its protocol was switched. */
    boolean isSwitched() {
        return state == State.SWITCHED;
    }

    /** The read that it was promised in the middle of is over, or it is gone; whether it was promised at all. */
    boolean keepPromise() {
        LeaseRequest promised = promisedTo;
        if (promised == null) {
            return false;
        }
        promisedTo = null;
        attempt.pool().keepPromise(promised, this);
        return true;
    }

    /** It is gone: gives its place back, wherever it has one. Whether that was before anybody could have it. */
    boolean ended() {
        State before = state;
        state = State.CLOSED;
        target.meters().connectionClosed();
        target.budget().connectionClosed();
        if (before == State.IDLE) {
            attempt.pool().forgetIdle(this);
        } else if (before == State.SWITCHED) {
            attempt.pool().pools().switchedClosed(this);
        }
        return before == State.OPENING;
    }

    /** Nobody is told anything from now on; who was until now. */
    @Nullable
    OriginListener dismissListener() {
        OriginListener holder = listener;
        listener = null;
        return holder;
    }

    private void deadlineReached() {
        OriginListener holder = listener;
        if (holder != null && !events.isFailing()) {
            holder.originTimedOut();
        } else {
            channel.close();
        }
    }
}
