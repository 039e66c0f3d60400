package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.failure.Failure;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that are interchangeable. The youngest idle one goes first, so that the others can
 * time out; where there is none, one is opened within the origin's budget, or the exchange waits.
 */
final class OriginPool {
    private final boolean secure;
    private final OriginPools pools;
    private final OriginBudget budget;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final Deque<LeaseRequest> waiting = new ArrayDeque<>();
    private OriginTarget target;
    private boolean enlisted;
    private boolean retired;

    OriginPool(OriginTarget target, boolean secure, OriginPools pools) {
        this.target = target;
        this.secure = secure;
        this.pools = pools;
        this.budget = target.budget();
    }

    /** The origin as the latest exchange's snapshot describes it; what makes a connection is the same in all of them. */
    OriginTarget target() {
        return target;
    }

    /** One for the origin, whatever the snapshot. */
    OriginBudget budget() {
        return budget;
    }

    boolean isSecure() {
        return secure;
    }

    OriginPools pools() {
        return pools;
    }

    boolean serves(String origin) {
        return target.name().equals(origin);
    }

    @Nullable
    LeaseRequest lease(OriginTarget origin, LeaseListener listener) {
        target = origin;
        OriginConnection pooled = takeIdle();
        if (pooled != null) {
            pooled.leaseTo(listener);
            return null;
        }
        LeaseRequest request = new LeaseRequest(this, listener);
        if (budget.tryOpen()) {
            open(request);
            return request;
        }
        return enqueue(request);
    }

    private @Nullable OriginConnection takeIdle() {
        OriginConnection connection;
        while ((connection = idle.pollLast()) != null) {
            target.meters().idleChanged(-1);
            if (connection.isFit()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    private void open(LeaseRequest request) {
        pools.connector().connect(this, request);
    }

    private @Nullable LeaseRequest enqueue(LeaseRequest request) {
        if (!budget.tryWait()) {
            request.listener().leaseFailed(new LeaseFailure(Failure.ORIGIN_BUSY, null, null, null, null));
            return null;
        }
        waiting.addLast(request);
        target.meters().waitingChanged(1);
        Duration patience = target.config().connectionTimeout();
        request.patience = pools.loop().schedule(() -> giveUp(request), patience.toNanos(), TimeUnit.NANOSECONDS);
        awaitRoom();
        return request;
    }

    /** Gets in line once, however many requests wait here, and asks for an idle connection to make room. */
    private void awaitRoom() {
        if (!enlisted) {
            enlisted = true;
            budget.enlist(this::wakeFromAnywhere);
        }
        if (budget.connectionsSpent() && !pools.closeOneIdle(target.name())) {
            pools.askOthersToCloseIdle(target.name());
        }
    }

    private void giveUp(LeaseRequest request) {
        if (stopWaiting(request)) {
            request.listener().leaseFailed(new LeaseFailure(Failure.ORIGIN_BUSY, null, null, null, null));
        }
    }

    /** Whether the request was waiting. */
    boolean stopWaiting(LeaseRequest request) {
        boolean waited = waiting.remove(request);
        if (waited) {
            waitEnded(request);
        }
        return waited;
    }

    private @Nullable LeaseRequest nextWaiting() {
        LeaseRequest next = waiting.pollFirst();
        if (next != null) {
            waitEnded(next);
        }
        return next;
    }

    private void waitEnded(LeaseRequest request) {
        Future<?> patience = request.patience;
        if (patience != null) {
            patience.cancel(false);
        }
        budget.waitEnded();
        target.meters().waitingChanged(-1);
    }

    private void wakeFromAnywhere() {
        pools.loop().execute(this::serveWaiting);
    }

    /** Room may have come free: opens a connection for who waited longest, or lets the next pool try. */
    private void serveWaiting() {
        enlisted = false;
        if (waiting.isEmpty()) {
            budget.wakeOne();
            return;
        }
        if (budget.tryOpen()) {
            LeaseRequest next = nextWaiting();
            if (next != null) {
                open(next);
            }
        }
        if (!waiting.isEmpty()) {
            awaitRoom();
        }
    }

    /** A connection whose exchange is over, and that may carry another. */
    void giveBack(OriginConnection connection) {
        if (retired || !connection.isFit()) {
            connection.close();
            return;
        }
        LeaseRequest next = nextWaiting();
        if (next != null) {
            connection.leaseTo(next.listener());
        } else if (budget.isAwaited()) {
            connection.close(); // whoever waits belongs to another event loop: room is all that can be given
        } else {
            idle.addLast(connection);
            target.meters().idleChanged(1);
            connection.rest();
        }
    }

    /** A connection that closed on its own while it was idle. */
    void forgetIdle(OriginConnection connection) {
        if (idle.remove(connection)) {
            target.meters().idleChanged(-1);
        }
    }

    boolean closeOneIdle() {
        OriginConnection oldest = idle.pollFirst();
        if (oldest == null) {
            return false;
        }
        target.meters().idleChanged(-1);
        oldest.close();
        return true;
    }

    /** No new exchange will ask; what is leased closes when it comes back. */
    void retire() {
        retired = true;
        boolean closed;
        do {
            closed = closeOneIdle();
        } while (closed);
    }
}
