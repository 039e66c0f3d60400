package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.failure.CauseText;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.log.ConnectTimes;
import dev.countersign.core.resolve.ResolvedName;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.Negotiation;
import dev.countersign.core.tls.OriginHandshake;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a connection: holds its place in the budget, the addresses it has to try, its timer and its times, and ends
 * once, with a connection or a {@link LeaseFailure}.
 */
final class Attempt {
    private final OriginPool pool;
    private final LeaseRequest request;
    private final RejectionBackoff.@Nullable Turn turn;
    private final long startNanos = System.nanoTime();
    private long dnsNanos = -1;
    private long dialNanos = -1;
    private long connectedNanos = -1;
    private Iterator<InetAddress> untried = Collections.emptyIterator();
    private @Nullable InetSocketAddress address;
    private @Nullable List<InetAddress> listedIn;
    private @Nullable Channel channel;
    private Optional<Negotiation> negotiation = Optional.empty();
    private @Nullable OriginConnection connection;
    private @Nullable Future<?> timeout;
    private boolean over;

    /** {@code turn} is told what comes of the handshake, now or once a response says it; null over plain HTTP. */
    Attempt(OriginPool pool, LeaseRequest request, RejectionBackoff.@Nullable Turn turn) {
        this.pool = pool;
        this.request = request;
        this.turn = turn;
        pool.pools().attemptBegan(this);
    }

    OriginPool pool() {
        return pool;
    }

    OriginTarget target() {
        return request.target();
    }

    boolean isOver() {
        return over;
    }

    /** Nobody wants the connection any more: ends the attempt before it has one. */
    boolean isAbandoned() {
        if (request.isWithdrawn()) {
            cut();
        }
        return request.isWithdrawn();
    }

    void resolved() {
        dnsNanos = System.nanoTime() - startNanos;
    }

    /** From here on the attempt has its origin's {@code connectionTimeout}, whatever number of addresses there are to try. */
    void begin(List<InetAddress> inOrder) {
        untried = inOrder.iterator();
        timeout = pool.pools()
                .loop()
                .schedule(this::timedOut, target().config().connectionTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Turns to the next address; null where none is left. */
    @Nullable
    InetSocketAddress dialNext() {
        if (!untried.hasNext()) {
            return null;
        }
        InetSocketAddress next =
                new InetSocketAddress(untried.next(), pool.key().port());
        dialNanos = System.nanoTime();
        address = next;
        return next;
    }

    void connecting(Channel opened, Optional<Negotiation> handshake) {
        channel = opened;
        negotiation = handshake;
    }

    /** TCP is connected, and nothing has been done on it yet: making a ClientHello takes its time, too. */
    void dialled() {
        connectedNanos = System.nanoTime();
        negotiation.ifPresent(Negotiation::begin);
    }

    void connected(OriginConnection opened) {
        connection = opened;
    }

    ConnectTimes times() {
        return new ConnectTimes(dnsNanos, connectedNanos < 0 ? -1 : connectedNanos - dialNanos);
    }

    String address() {
        return address == null ? "" : NetUtil.toSocketAddressString(address);
    }

    /** Whether the address that was connected to is still one of the origin's. */
    boolean isListed() {
        ResolvedName name = pool.name();
        if (name == null || name.addresses() == listedIn) {
            return true;
        }
        if (address == null || !name.addresses().contains(address.getAddress())) {
            return false;
        }
        listedIn = name.addresses();
        return true;
    }

    void succeed(OriginConnection ready) {
        if (over) {
            ready.close();
            return;
        }
        end();
        if (request.isWithdrawn()) {
            pool.giveBack(ready);
        } else {
            ready.leaseTo(request.listener());
        }
    }

    void fail(HandshakeResult.Failed failed, @Nullable Throwable cause) {
        OriginTarget target = target();
        OriginHandshake handshake = failed.handshake();
        target.meters().handshake(failed.outcome().label(), handshake.resumed(), handshake.durationNanos());
        judged(failed.outcome());
        String because = failed.because() == null ? CauseText.of(cause) : failed.because();
        end(OriginFailure.of(failed.outcome()), failed.outcome(), handshake, because);
    }

    void fail(Failure failure, MtlsOutcome outcome, @Nullable Throwable cause) {
        judged(outcome);
        end(failure, outcome, null, CauseText.of(cause));
    }

    private void timedOut() {
        if (over) {
            return;
        }
        ResolvedName name = pool.name();
        if (name != null && address != null) {
            name.timedOutAt(address.getAddress());
        }
        OriginConnection open = connection;
        if (open != null) {
            open.events().handshakeTimedOut();
        } else {
            fail(Failure.ORIGIN_CONNECT_TIMEOUT, MtlsOutcome.Plain.CONNECT_TIMEOUT, null);
        }
    }

    private void end(
            Failure failure, MtlsOutcome outcome, @Nullable OriginHandshake handshake, @Nullable String because) {
        if (over) {
            return;
        }
        end();
        Channel dialled = channel;
        if (dialled != null) {
            dialled.close();
        }
        if (connection == null) {
            target().budget().connectionClosed(); // a connection that opened gives its place back itself
        }
        if (!request.isWithdrawn()) {
            String where = address == null ? null : address();
            request.listener().leaseFailed(new LeaseFailure(failure, outcome, handshake, where, times(), because));
        }
    }

    /** The event loop is about to end, and nobody waits any more. */
    void cut() {
        if (turn != null) {
            turn.forgone();
        }
        fail(Failure.VIEWER_LEFT, MtlsOutcome.Plain.ORIGIN_CLOSED, null);
    }

    /** What the origin and we make of each other's certificates is known, in the handshake or by a response. */
    void judged(MtlsOutcome outcome) {
        if (turn != null) {
            turn.judged(outcome, pool.pools().warnings());
        }
    }

    private void end() {
        over = true;
        pool.pools().attemptEnded(this);
        Future<?> timer = timeout;
        if (timer != null) {
            timer.cancel(false);
        }
        target().budget().handshakeEnded();
    }
}
