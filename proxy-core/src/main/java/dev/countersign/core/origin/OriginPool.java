package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.resolve.ResolvedName;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop that are interchangeable. The youngest idle one goes first, so that the others can
 * time out; where there is none, one is opened within the origin's budget, or the exchange waits.
 */
final class OriginPool {
    private final PoolKey key;
    private final @Nullable ResolvedName name;
    private final OriginPools pools;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final Deque<LeaseRequest> waiting = new ArrayDeque<>();
    private @Nullable OriginBudget inLineWith;
    private Runnable placeInLine = () -> {};
    private boolean retired;

    /**
     * Snapshots come and go while the pool's key stays the same.
     *
     * @param name of which the connections' addresses are; null where the address is configured
     */
    OriginPool(PoolKey key, @Nullable ResolvedName name, OriginPools pools) {
        this.key = key;
        this.name = name;
        this.pools = pools;
    }

    PoolKey key() {
        return key;
    }

    @Nullable
    ResolvedName name() {
        return name;
    }

    boolean isSecure() {
        return key.secure();
    }

    /** No connection rests here, and nobody waits for one. */
    boolean isEmpty() {
        return idle.isEmpty() && waiting.isEmpty();
    }

    OriginPools pools() {
        return pools;
    }

    boolean serves(String name) {
        return key.origin().equals(name);
    }

    /**
     * {@code fresh}: not one that was idle, because a connection has just failed the exchange. A request that has to wait may
     * still get one that comes back at that moment: its response was well received, so it is alive, and its identity liked.
     */
    @Nullable
    LeaseRequest lease(OriginTarget target, boolean fresh, LeaseListener listener) {
        OriginConnection pooled = fresh ? null : takeIdle();
        if (pooled != null) {
            renewName();
        }
        if (pooled != null && !pooled.isReading()) {
            pooled.leaseTo(listener);
            return null;
        }
        LeaseRequest request = new LeaseRequest(this, target, listener);
        if (pooled != null) {
            pooled.promise(request);
            return request;
        }
        return openOrWait(request) ? request : null;
    }

    /** Whether there is hope: if not, the listener has been told. */
    private boolean openOrWait(LeaseRequest request) {
        return switch (open(request)) {
            case BEGUN -> true;
            case HELD_BACK -> false;
            case NO_ROOM -> enqueue(request) != null;
        };
    }

    private enum Opening {
        BEGUN,
        /** The listener has been told. */
        HELD_BACK,
        NO_ROOM
    }

    private Opening open(LeaseRequest request) {
        OriginTarget target = request.target();
        RejectionBackoff.Turn turn = null;
        if (isSecure()) {
            RejectionBackoff.Answer answer = target.backoff().ask(key.sentName());
            if (answer instanceof RejectionBackoff.Held held) {
                stopWaiting(request);
                request.listener().leaseFailed(LeaseFailure.of(held));
                return Opening.HELD_BACK;
            }
            turn = (RejectionBackoff.Turn) answer;
        }
        boolean itsTurn = request.hasWaited() || !target.budget().hasWaiting();
        if (itsTurn && target.budget().tryOpen()) {
            stopWaiting(request);
            pools.connector().connect(this, request, turn);
            return Opening.BEGUN;
        }
        if (turn != null) {
            turn.forgone();
        }
        return Opening.NO_ROOM;
    }

    /** The read that a promised connection was in the middle of is over. */
    void keepPromise(LeaseRequest request, OriginConnection connection) {
        if (request.isWithdrawn()) {
            giveBack(connection);
        } else if (connection.isFit()) {
            connection.leaseTo(request.listener());
        } else {
            connection.close();
            openOrWait(request);
        }
    }

    /** Connections that are always in use must not keep an address for ever that the name has lost. */
    private void renewName() {
        ResolvedName known = name;
        if (known != null && known.isDue()) {
            known.renew();
        }
    }

    private @Nullable OriginConnection takeIdle() {
        OriginConnection connection;
        while ((connection = idle.pollLast()) != null) {
            connection.target().meters().idleChanged(-1);
            if (connection.isFit()) {
                return connection;
            }
            connection.close();
        }
        return null;
    }

    private @Nullable LeaseRequest enqueue(LeaseRequest request) {
        OriginTarget target = request.target();
        if (!target.budget().tryWait()) {
            request.listener().leaseFailed(LeaseFailure.busy());
            return null;
        }
        waiting.addLast(request);
        target.meters().waitingChanged(1);
        Duration patience = target.config().connectionTimeout();
        request.patience = pools.loop().schedule(() -> giveUp(request), patience.toNanos(), TimeUnit.NANOSECONDS);
        awaitRoom(target.budget());
        return request;
    }

    /** Gets in line once, however many requests wait here, and asks for an idle connection to make room. */
    private void awaitRoom(OriginBudget budget) {
        if (inLineWith != budget) {
            inLineWith = budget;
            placeInLine = () -> wakeFromAnywhere(budget);
            budget.enlist(placeInLine);
        }
        if (budget.connectionsSpent() && !pools.closeOneIdle(key.origin())) {
            pools.askOthersToCloseIdle(key.origin());
        }
    }

    private void giveUp(LeaseRequest request) {
        if (stopWaiting(request)) {
            request.listener().leaseFailed(LeaseFailure.busy());
        }
    }

    /** Whether the request was waiting. */
    boolean stopWaiting(LeaseRequest request) {
        boolean waited = request.hasWaited() && waiting.remove(request);
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
        request.target().budget().waitEnded();
        request.target().meters().waitingChanged(-1);
        if (waiting.isEmpty()) {
            leaveLine(); // a place outlives its event loop otherwise, which takes no tasks then
        }
    }

    private void leaveLine() {
        OriginBudget line = inLineWith;
        if (line != null) {
            inLineWith = null;
            line.leave(placeInLine);
        }
    }

    private void wakeFromAnywhere(OriginBudget budget) {
        pools.loop().execute(() -> serveWaiting(budget));
    }

    /**
     * Room may have come free: opens a connection for who waited longest, and lets the next pool try. Those whose handshake
     * would be held back by now wait no longer.
     */
    private void serveWaiting(OriginBudget budget) {
        if (inLineWith == budget) {
            inLineWith = null;
        }
        LeaseRequest next = waiting.peekFirst();
        while (next != null && next.target().budget() == budget && open(next) == Opening.HELD_BACK) {
            next = waiting.peekFirst();
        }
        LeaseRequest left = waiting.peekFirst();
        if (left != null) {
            awaitRoom(left.target().budget());
        }
        budget.wakeIfRoom();
    }

    /** A connection whose exchange is over, and that may carry another. */
    void giveBack(OriginConnection connection) {
        if (retired || !connection.isFit()) {
            connection.close();
            return;
        }
        LeaseRequest next = nextWaiting();
        if (next != null && connection.isReading()) {
            connection.promise(next);
        } else if (next != null) {
            connection.leaseTo(next.listener());
        } else if (connection.target().budget().isAwaited()) {
            connection.close(); // whoever waits belongs to another event loop: room is all that can be given
        } else {
            idle.addLast(connection);
            connection.target().meters().idleChanged(1);
            connection.rest();
        }
    }

    /** A connection that closed on its own while it was idle. */
    void forgetIdle(OriginConnection connection) {
        if (idle.remove(connection)) {
            connection.target().meters().idleChanged(-1);
        }
    }

    /** Closes idle connections that nobody would be given, those to an address that the name has lost among them. */
    void closeUnfit() {
        for (OriginConnection connection : List.copyOf(idle)) {
            if (!connection.isFit()) {
                forgetIdle(connection);
                connection.close();
            }
        }
    }

    boolean closeOneIdle() {
        OriginConnection oldest = idle.pollFirst();
        if (oldest == null) {
            return false;
        }
        oldest.target().meters().idleChanged(-1);
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
