package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.failure.CauseText;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to get a connection: holds its place in the budget, its timer and its times, and ends once, with a
 * connection or a {@link LeaseFailure}.
 */
final class Attempt {
    private final OriginPool pool;
    private final LeaseRequest request;
    private final long startNanos = System.nanoTime();
    private long dnsNanos = -1;
    private long dialNanos = -1;
    private long connectedNanos = -1;
    private @Nullable String address;
    private @Nullable Channel channel;
    private @Nullable OriginConnection connection;
    private boolean over;

    @Nullable
    Future<?> timeout;

    Attempt(OriginPool pool, LeaseRequest request) {
        this.pool = pool;
        this.request = request;
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
            fail(Failure.VIEWER_LEFT, MtlsOutcome.Plain.ORIGIN_CLOSED, null);
        }
        return request.isWithdrawn();
    }

    void resolved() {
        dnsNanos = System.nanoTime() - startNanos;
    }

    void dialling(InetSocketAddress to) {
        dialNanos = System.nanoTime();
        address = NetUtil.toSocketAddressString(to);
    }

    void connecting(Channel opened) {
        channel = opened;
    }

    void connected(OriginConnection opened) {
        connection = opened;
        connectedNanos = System.nanoTime();
    }

    /** -1 where the origin's address needed no look-up. */
    long dnsNanos() {
        return dnsNanos;
    }

    /** TCP alone, without the look-up and the handshake. */
    long connectNanos() {
        return connectedNanos < 0 ? -1 : connectedNanos - dialNanos;
    }

    String address() {
        return address == null ? "" : address;
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
        end(OriginFailure.of(failed.outcome()), failed.outcome(), handshake, cause);
    }

    void fail(Failure failure, MtlsOutcome outcome, @Nullable Throwable cause) {
        end(failure, outcome, null, cause);
    }

    void timedOut() {
        if (over) {
            return;
        }
        OriginConnection open = connection;
        if (open != null) {
            open.handshakeTimedOut();
        } else if (address == null) {
            fail(Failure.ORIGIN_DNS_FAILED, MtlsOutcome.Plain.DNS_FAILED, null);
        } else {
            fail(Failure.ORIGIN_CONNECT_TIMEOUT, MtlsOutcome.Plain.CONNECT_TIMEOUT, null);
        }
    }

    private void end(
            Failure failure, MtlsOutcome outcome, @Nullable OriginHandshake handshake, @Nullable Throwable cause) {
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
            request.listener().leaseFailed(new LeaseFailure(failure, outcome, handshake, address, CauseText.of(cause)));
        }
    }

    private void end() {
        over = true;
        Future<?> timer = timeout;
        if (timer != null) {
            timer.cancel(false);
        }
        target().budget().handshakeEnded();
    }
}
