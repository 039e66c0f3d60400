package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.failure.Failure;
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
    private final OriginTarget target;
    private final boolean secure;
    private final OriginPools pools;
    private final OriginBudget budget;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final Deque<LeaseRequest> waiting = new ArrayDeque<>();
    private boolean retired;

    OriginPool(OriginTarget target, boolean secure, OriginPools pools) {
        this.target = target;
        this.secure = secure;
        this.pools = pools;
        this.budget = target.budget();
    }

    OriginTarget target() {
        return target;
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
    LeaseRequest lease(LeaseListener listener) {
        OriginConnection pooled = takeIdle();
        if (pooled != null) {
            pooled.leaseTo(listener);
            return null;
        }
        LeaseRequest request = new LeaseRequest(listener);
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
        if (!budget.tryWait(this::wakeFromAnywhere)) {
            request.listener().leaseFailed(new LeaseFailure(Failure.ORIGIN_BUSY, null, null, null, null));
            return null;
        }
        waiting.addLast(request);
        target.meters().waitingChanged(1);
        Duration patience = target.config().connectionTimeout();
        pools.loop().schedule(() -> giveUp(request), patience.toNanos(), TimeUnit.NANOSECONDS);
        if (budget.connectionsSpent() && !pools.closeOneIdle(target.name())) {
            pools.askOthersToCloseIdle(target.name());
        }
        return request;
    }

    private void giveUp(LeaseRequest request) {
        if (waiting.remove(request)) {
            waitEnded();
            if (!request.isWithdrawn()) {
                request.listener().leaseFailed(new LeaseFailure(Failure.ORIGIN_BUSY, null, null, null, null));
            }
        }
    }

    private void waitEnded() {
        budget.waitEnded();
        target.meters().waitingChanged(-1);
    }

    private void wakeFromAnywhere() {
        pools.loop().execute(this::serveWaiting);
    }

    /** Room may have come free: opens connections for those who wait, or lets the next loop try. */
    private void serveWaiting() {
        LeaseRequest next = nextWaiting();
        if (next == null) {
            budget.wakeOne();
            return;
        }
        if (budget.tryOpen()) {
            waiting.pollFirst();
            waitEnded();
            open(next);
        } else {
            budget.waitAgain(this::wakeFromAnywhere);
        }
    }

    private @Nullable LeaseRequest nextWaiting() {
        LeaseRequest next;
        while ((next = waiting.peekFirst()) != null && next.isWithdrawn()) {
            waiting.pollFirst();
            waitEnded();
        }
        return next;
    }

    /** A connection whose exchange is over, and that may carry another. */
    void giveBack(OriginConnection connection) {
        if (retired || !connection.isFit()) {
            connection.close();
            return;
        }
        LeaseRequest next = nextWaiting();
        if (next != null) {
            waiting.pollFirst();
            waitEnded();
            connection.leaseTo(next.listener());
            return;
        }
        idle.addLast(connection);
        target.meters().idleChanged(1);
        connection.rest();
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
