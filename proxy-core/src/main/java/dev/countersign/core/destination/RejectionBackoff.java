package dev.countersign.core.destination;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.tls.MtlsOutcome;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses between handshakes that would end as the last ones did. Where an origin rejects an identity several times in a row,
 * nobody shakes hands until a delay is over; then one handshake is tried, and its verdict ends the pause or makes the next one
 * twice as long; one without a verdict, that of a viewer who takes long to send a body, does not keep the next from being tried
 * after another delay. One object per origin and identity, shared by all event loops: another identity, or another way to connect,
 * begins with a new one. Touched when a connection is opened and when its verdict is known, never on a pooled one.
 *
 * <p>Kept per server name: viewers choose which names are forwarded, and one that is rejected must not stop the others.
 */
public final class RejectionBackoff {
    /** As for {@link IdentityChoice}: one rejection may be a single host of many. */
    private static final int REJECTIONS_IN_A_ROW = IdentityChoice.REJECTIONS_IN_A_ROW;

    /** From the shortest delay there may be to more than the longest, an hour; and no overflow. */
    private static final int MOST_DOUBLINGS = 16;

    private final String subject;
    private final OriginMeters meters;
    private final LongSupplier clock;
    private final DoubleSupplier chance;
    private final Map<String, Pause> pauses = new ConcurrentHashMap<>();
    private volatile LimitsConfig limits;
    private int running;
    private boolean over;

    /** {@code subject} names the origin and what is presented to it, for the operator. */
    public RejectionBackoff(String subject, LimitsConfig limits, OriginMeters meters) {
        this(
                subject,
                limits,
                meters,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    RejectionBackoff(
            String subject, LimitsConfig limits, OriginMeters meters, LongSupplier clock, DoubleSupplier chance) {
        this.subject = subject;
        this.limits = limits;
        this.meters = meters;
        this.clock = clock;
        this.chance = chance;
    }

    /** May there be a handshake now? */
    public sealed interface Answer permits Turn, Held {}

    /**
     * No, because those before were rejected.
     *
     * @param outcome of the one that was rejected last
     * @param times how many were, in a row
     * @param nanosLeft until one is tried; 0 while one is under way
     */
    public record Held(MtlsOutcome outcome, int times, long nanosLeft) implements Answer {}

    /**
     * @param untilNanos when a handshake is tried; once one is, when another may be, because that one has no verdict yet
     * @param trial the one handshake that is under way now that the delay is over
     */
    private record Pause(
            int times,
            MtlsOutcome outcome,
            long untilNanos,
            @Nullable Turn trial) {
        boolean isRunning() {
            return times >= REJECTIONS_IN_A_ROW;
        }
    }

    /** Yes: one handshake, whose verdict is awaited. Belongs to one event loop. */
    public final class Turn implements Answer {
        private final String serverName;
        private boolean told;

        private Turn(String serverName) {
            this.serverName = serverName;
        }

        /**
         * What came of it is known; the first word counts.
         *
         * @param warnings told when a pause begins or is over
         */
        public void judged(MtlsOutcome outcome, Consumer<String> warnings) {
            if (told) {
                return;
            }
            told = true;
            if (!pauses.containsKey(serverName) && !outcome.isVerdict()) {
                return;
            }
            String news = outcome.isVerdict() ? rejected(this, outcome) : passed(this, outcome);
            if (news != null) {
                warnings.accept(news);
            }
        }

        /** Nothing came of it, because nobody wanted the connection any more. */
        public void forgone() {
            if (!told) {
                told = true;
                giveBack(this);
            }
        }
    }

    /** One for the same that never holds anything back: for whoever asks on purpose. */
    RejectionBackoff withoutPauses() {
        RejectionBackoff other = new RejectionBackoff(subject, limits, meters, clock, chance);
        other.end();
        return other;
    }

    /** Other delays from the next rejection on; without any, what is held back is let go now. */
    public synchronized void limit(LimitsConfig next) {
        limits = next;
        if (next.rejectionBackoff().isEmpty()) {
            pauses.keySet().forEach(this::forget);
        }
    }

    /** Asks for one handshake under that name. */
    public Answer ask(String serverName) {
        Pause pause = pauses.get(serverName);
        return pause == null || !pause.isRunning() ? new Turn(serverName) : askDuring(serverName);
    }

    private synchronized Answer askDuring(String serverName) {
        Turn turn = new Turn(serverName);
        Pause pause = pauses.get(serverName);
        if (pause == null || !pause.isRunning()) {
            return turn;
        }
        long left = pause.untilNanos() - clock.getAsLong();
        if (left > 0) {
            meters.heldBack();
            return new Held(pause.outcome(), pause.times(), pause.trial() == null ? left : 0);
        }
        long patience = limits.rejectionBackoff()
                .map(delays -> delayNanos(pause.times(), delays))
                .orElse(0L);
        pauses.put(serverName, new Pause(pause.times(), pause.outcome(), clock.getAsLong() + patience, turn));
        return turn;
    }

    private synchronized @Nullable String rejected(Turn turn, MtlsOutcome outcome) {
        LimitsConfig.RejectionBackoff delays = limits.rejectionBackoff().orElse(null);
        Pause before = pauses.get(turn.serverName);
        if (over || delays == null || (before == null && !hasRoom(delays))) {
            return null;
        }
        if (before != null && before.isRunning() && before.trial() != turn) {
            return null; // it began before the pause did
        }
        int times = before == null ? 1 : before.times() + 1;
        long delay = delayNanos(times, delays);
        pauses.put(turn.serverName, new Pause(times, outcome, clock.getAsLong() + delay, null));
        if (times != REJECTIONS_IN_A_ROW) {
            return null;
        }
        meters.backingOffChanged(1);
        running++;
        return running > 1
                ? null
                : subject + ": " + times + " handshakes in a row were rejected, the last with " + outcome.label()
                        + "; backing off for " + seconds(delay)
                        + ", and longer while it goes on: requests that need a new connection get 502 meanwhile";
    }

    /** Only the trial, or an origin that has come to like the certificate, ends a pause. */
    private synchronized @Nullable String passed(Turn turn, MtlsOutcome outcome) {
        Pause pause = pauses.get(turn.serverName);
        if (pause == null) {
            return null;
        }
        if (outcome == MtlsOutcome.Plain.PRESENTED) {
            giveBack(turn);
            return null;
        }
        boolean accepted = outcome == MtlsOutcome.Plain.ACCEPTED || outcome == MtlsOutcome.Plain.ACCEPTED_RESUMED;
        if (pause.isRunning() && pause.trial() != turn && !accepted) {
            return null;
        }
        return forget(turn.serverName) && running == 0
                ? subject + ": backing off is over, a handshake ended as " + outcome.label() + " after " + pause.times()
                        + " rejected in a row"
                : null;
    }

    private synchronized void giveBack(Turn turn) {
        pauses.computeIfPresent(
                turn.serverName,
                (name, pause) -> pause.trial() == turn
                        ? new Pause(pause.times(), pause.outcome(), clock.getAsLong(), null)
                        : pause);
    }

    /** Whether a pause was running. */
    private boolean forget(String serverName) {
        Pause pause = pauses.remove(serverName);
        if (pause == null || !pause.isRunning()) {
            return false;
        }
        running--;
        meters.backingOffChanged(-1);
        return true;
    }

    /** Names that nobody has asked for lately make room for others: viewers may bring any number of them. */
    private boolean hasRoom(LimitsConfig.RejectionBackoff delays) {
        if (pauses.size() < limits.serverNamesPerOrigin()) {
            return true;
        }
        long longAgo = clock.getAsLong() - delays.max().toNanos();
        for (Iterator<Map.Entry<String, Pause>> all = pauses.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Pause> entry = all.next();
            if (!entry.getValue().isRunning() || entry.getValue().untilNanos() - longAgo < 0) {
                forget(entry.getKey());
                return true;
            }
        }
        return false;
    }

    /** Between half of the delay and all of it, so that several edges do not try at the same moment. */
    private long delayNanos(int times, LimitsConfig.RejectionBackoff delays) {
        int doublings = times - REJECTIONS_IN_A_ROW;
        if (doublings < 0) {
            return 0;
        }
        long first = delays.first().toNanos();
        long most = delays.max().toNanos();
        long delay = Math.min(most, first << Math.min(doublings, MOST_DOUBLINGS));
        return (long) (delay * (1 + chance.getAsDouble()) / 2);
    }

    /** It is configured no longer: nothing is held back any more. */
    public synchronized void end() {
        over = true;
        pauses.keySet().forEach(this::forget);
    }

    /** For people, to a tenth. */
    public static String seconds(long nanos) {
        return Math.max(1, Math.round(nanos / 1e8)) / 10.0 + " s";
    }
}
