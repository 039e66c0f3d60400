package dev.countersign.server.rotation;

import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.InUse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Warns of certificates and revocation lists that end soon, from {@code expiryWarning} before their end on, once a day each
 * (as ACM's "Certificate Approaching Expiration" event), once more when they end, and past the end too. One that is inside
 * that time already is told when it comes into use.
 */
public final class ExpiryWatch {
    private static final Duration DAILY = Duration.ofDays(1);

    /** Clocks are set and machines sleep: no wait is trusted for longer. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private Duration window;
    private final OperatorLog log;
    private final InstantSource clock;
    private final BiConsumer<Runnable, Duration> later;
    private final Map<ExpiryRound.Ending, Instant> told = new HashMap<>();
    private List<InUse> inUse = List.of();
    private Instant nextLook = Instant.MAX;

    /**
     * Warns of nothing yet.
     *
     * @param later runs something once, after a while
     */
    public ExpiryWatch(Duration window, OperatorLog log, InstantSource clock, BiConsumer<Runnable, Duration> later) {
        this.window = window;
        this.log = log;
        this.clock = clock;
        this.later = later;
    }

    /** Another time before the end from now on. */
    public synchronized void warnBefore(Duration end) {
        window = end;
    }

    /** Watches these from now on, and no others. */
    public synchronized void watch(List<InUse> certificates) {
        inUse = certificates;
        Instant now = clock.instant();
        Map<ExpiryRound.Ending, List<InUse>> due = ExpiryRound.due(inUse, window, now);
        told.keySet().retainAll(due.keySet());
        due.forEach((ending, uses) -> {
            if (toldByLoading(uses.get(0), now)) {
                told.putIfAbsent(ending, now);
            }
        });
        tell(now);
        schedule(now);
    }

    /** Loading a chain warns of a leaf that has expired, and loading a list of one that has been overtaken; nobody needs to read that twice. */
    private static boolean toldByLoading(InUse used, Instant now) {
        return used.role() != InUse.Role.TRUST && now.isAfter(used.notAfter());
    }

    private synchronized void wake(Instant look) {
        if (!look.equals(nextLook)) {
            return; // an earlier one has been agreed on since
        }
        nextLook = Instant.MAX;
        Instant now = clock.instant();
        tell(now);
        schedule(now);
    }

    private void tell(Instant now) {
        ExpiryRound.due(inUse, window, now).forEach((ending, uses) -> {
            Instant last = told.get(ending);
            if (last == null || !now.isBefore(again(last, ending.notAfter()))) {
                told.put(ending, now);
                log.warn(ExpiryRound.sentence(ending, uses, now));
            }
        });
    }

    /** What ends is told then, however short a while ago it was announced: some of it stops working. */
    private static Instant again(Instant last, Instant end) {
        Instant daily = last.plus(DAILY);
        return last.isBefore(end) && end.isBefore(daily) ? end : daily;
    }

    private void schedule(Instant now) {
        Duration wait = LONGEST_WAIT;
        for (InUse used : inUse) {
            Instant last = told.get(ExpiryRound.Ending.of(used));
            Instant next = last == null ? used.nearsItsEnd(window) : again(last, used.notAfter());
            Duration until = Duration.between(now, next);
            wait = until.compareTo(wait) < 0 ? until : wait;
        }
        Instant look = now.plus(wait);
        if (look.isBefore(nextLook)) {
            nextLook = look;
            later.accept(() -> wake(look), wait);
        }
    }
}
