package dev.countersign.core.origin;

import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.resolve.NameLookup;
import dev.countersign.core.resolve.OriginNames;
import dev.countersign.core.resolve.ResolvedName;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All pools of one event loop. Nothing here is shared with another loop; they talk by tasks. */
public final class OriginPools {
    private final EventLoop loop;
    private final OriginConnector connector;
    private final Deadlines deadlines;
    private final Map<PoolKey, OriginPool> pools = new HashMap<>();
    private final ForwardedNames names = new ForwardedNames();
    private final OriginNames originNames;
    private final Consumer<String> warnings;
    private final Set<OriginConnection> switched = new HashSet<>();
    private final Set<Attempt> attempts = new HashSet<>();
    private final Set<OriginConnection> drained = new HashSet<>();
    private Duration patience;
    private Predicate<PoolKey> named = key -> true;
    private List<OriginPools> all = List.of();

    /** {@code patience} is what is left to a connection whose protocol was switched, once it is no longer configured. */
    public OriginPools(
            EventLoop loop,
            OriginConnector connector,
            Deadlines deadlines,
            NameLookup lookup,
            Duration patience,
            Consumer<String> warnings) {
        this.loop = loop;
        this.connector = connector;
        this.deadlines = deadlines;
        this.patience = patience;
        this.warnings = warnings;
        this.originNames = new OriginNames(lookup, deadlines, this::closeUnlisted);
    }

    /** Tells this loop's pools about every loop's, this one included. */
    public void meet(List<OriginPools> everyone) {
        all = List.copyOf(everyone);
    }

    /**
     * Asks for a connection; the listener is called at once where one is at hand or none can be had.
     *
     * @param fresh not one that was idle, because a connection has just failed the exchange
     * @return the wish, to withdraw it; null when the listener has been called
     */
    public @Nullable LeaseRequest lease(Permit permit, boolean fresh, LeaseListener listener) {
        PoolKey key = permit.poolKey();
        OriginPool pool = pools.get(key);
        if (pool == null) {
            pool = new OriginPool(key, nameOf(key), this);
            if (!key.isForwarding() || names.admit(key, permit.origin().budget().nameLimit(), this::retireIfEmpty)) {
                pools.put(key, pool);
            } else {
                pool.retire(); // its one connection is used once
            }
        }
        return pool.lease(permit.origin(), fresh, listener);
    }

    private boolean retireIfEmpty(PoolKey key) {
        OriginPool pool = pools.get(key);
        if (pool == null || !pool.isEmpty()) {
            return pool == null;
        }
        pools.remove(key);
        pool.retire();
        return true;
    }

    /**
     * Retires every pool that the current snapshot does not name, whatever Host was forwarded: idle connections close now,
     * leased ones when they come back, those whose protocol was switched after a while.
     */
    public void retireAllBut(Set<PoolKey> keys) {
        named = key -> keys.contains(key.forwarding(""));
        for (PoolKey key : new ArrayList<>(pools.keySet())) {
            if (!named.test(key)) {
                OriginPool pool = pools.remove(key);
                names.forget(key);
                if (pool != null) {
                    pool.retire();
                }
            }
        }
        originNames.keepOnly(keys.stream().map(PoolKey::place).collect(Collectors.toSet()));
        retireSwitched();
    }

    /** Another patience from now on; whoever is no longer configured already keeps what was left to it. */
    public void patience(Duration next) {
        patience = next;
    }

    /** The event loop is about to end, and every exchange has: nobody waits for what is still being opened, or drained. */
    public void cut() {
        List.copyOf(attempts).forEach(Attempt::cut);
        List.copyOf(drained).forEach(OriginConnection::close);
        retireAllBut(Set.of());
    }

    /** The rest of a response that nobody wants is read, so that the connection can carry another. */
    public void drainBegan(OriginConnection connection) {
        drained.add(connection);
    }

    /** However that ended. */
    public void drainEnded(OriginConnection connection) {
        drained.remove(connection);
    }

    void attemptBegan(Attempt attempt) {
        attempts.add(attempt);
    }

    void attemptEnded(Attempt attempt) {
        attempts.remove(attempt);
    }

    /** A connection does not come back: no pool knows it any more. */
    void switched(OriginConnection connection) {
        if (named.test(connection.key())) {
            switched.add(connection);
        } else {
            retireSoon(connection);
        }
    }

    void switchedClosed(OriginConnection connection) {
        switched.remove(connection);
    }

    private void retireSwitched() {
        List<OriginConnection> retired = switched.stream()
                .filter(connection -> !named.test(connection.key()))
                .toList();
        retired.forEach(switched::remove);
        retired.forEach(this::retireSoon);
    }

    private void retireSoon(OriginConnection connection) {
        loop.schedule(connection::retire, patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private @Nullable ResolvedName nameOf(PoolKey key) {
        return key.place() instanceof OriginPlace.Named named ? originNames.of(named) : null;
    }

    private void closeUnlisted(ResolvedName changed) {
        for (OriginPool pool : pools.values()) {
            if (pool.name() == changed) {
                pool.closeUnfit();
            }
        }
    }

    EventLoop loop() {
        return loop;
    }

    OriginConnector connector() {
        return connector;
    }

    /** Told what the operator should know. */
    Consumer<String> warnings() {
        return warnings;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** Asks the other loops, one after the other, to close an idle connection of an origin whose budget is spent. */
    void askOthersToCloseIdle(String origin) {
        int self = all.indexOf(this);
        passOn(origin, self, 1);
    }

    private void passOn(String origin, int asker, int step) {
        if (step >= all.size()) {
            return;
        }
        OriginPools other = all.get((asker + step) % all.size());
        other.loop.execute(() -> {
            if (!other.closeOneIdle(origin)) {
                passOn(origin, asker, step + 1);
            }
        });
    }

    boolean closeOneIdle(String origin) {
        for (OriginPool pool : pools.values()) {
            if (pool.serves(origin) && pool.closeOneIdle()) {
                return true;
            }
        }
        return false;
    }
}
