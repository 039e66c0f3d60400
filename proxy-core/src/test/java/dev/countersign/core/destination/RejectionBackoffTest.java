package dev.countersign.core.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.proxy.CountingMeters;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The states of a pause, with a clock and a chance of our own. */
final class RejectionBackoffTest {
    private static final String NAME = "origin.test";
    private static final MtlsOutcome REJECTED = new MtlsOutcome.Rejected(Alert.UNKNOWN_CA);

    private final AtomicLong nanos = new AtomicLong();
    private final CountingMeters counts = new CountingMeters();
    private final OriginMeters meters = counts.origin("d", "o");
    private final List<String> news = new ArrayList<>();
    private double chance = 1;
    private final RejectionBackoff backoff =
            new RejectionBackoff("origin d/o", limits(1, 60, 2), meters, nanos::get, () -> chance);

    private static LimitsConfig limits(int first, int max, int names) {
        return limits(Optional.of(delays(first, max)), names);
    }

    private static LimitsConfig limits(Optional<LimitsConfig.RejectionBackoff> delays, int names) {
        Duration any = Duration.ofSeconds(1);
        return new LimitsConfig(1, 1, 1, 1, 1, any, any, any, any, any, 1, 1, 1, names, delays, 1);
    }

    private static LimitsConfig.RejectionBackoff delays(int first, int max) {
        return new LimitsConfig.RejectionBackoff(Duration.ofSeconds(first), Duration.ofSeconds(max));
    }

    private RejectionBackoff.Turn turn(String name) {
        return (RejectionBackoff.Turn) backoff.ask(name);
    }

    private RejectionBackoff.Held held() {
        return (RejectionBackoff.Held) backoff.ask(NAME);
    }

    private void ends(RejectionBackoff.Turn turn, MtlsOutcome outcome) {
        turn.judged(outcome, news::add);
    }

    private void begin() {
        for (int i = 0; i < 3; i++) {
            ends(turn(NAME), REJECTED);
        }
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void thirdRejectionInARowBeginsAPause() {
        ends(turn(NAME), REJECTED);
        ends(turn(NAME), REJECTED);
        ends(turn(NAME), Plain.ACCEPTED);
        ends(turn(NAME), REJECTED);
        ends(turn(NAME), REJECTED);
        assertThat(news).isEmpty();
        ends(turn(NAME), Plain.REJECTED_SILENT);
        assertThat(held()).isEqualTo(new RejectionBackoff.Held(Plain.REJECTED_SILENT, 3, 1_000_000_000));
        assertThat(news)
                .containsExactly("origin d/o: 3 handshakes in a row were rejected, the last with rejected_silent;"
                        + " backing off for 1.0 s, and longer while it goes on: requests that need a new connection get 502"
                        + " meanwhile");
        assertThat(counts.count("d/o backing off")).isEqualTo(1);
        assertThat(counts.count("d/o held back")).isEqualTo(1);
    }

    @Test
    void delayDoublesUpToTheLongest() {
        begin();
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            long left = held().nanosLeft();
            seconds.add(TimeUnit.NANOSECONDS.toSeconds(left));
            nanos.addAndGet(left);
            ends(turn(NAME), REJECTED);
        }
        assertThat(seconds).startsWith(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L).endsWith(60L, 60L);
        assertThat(news).as("one line, however long it goes on").hasSize(1);
    }

    @Test
    void delayIsNeverShorterThanHalfOfItself() {
        chance = 0;
        begin();
        assertThat(held().nanosLeft()).isEqualTo(500_000_000);
    }

    @Test
    void otherDelaysActFromTheNextRejectionOn() {
        begin();
        backoff.limit(limits(10, 20, 2));
        assertThat(held().nanosLeft()).isEqualTo(1_000_000_000);
        pass(1_000);
        ends(turn(NAME), REJECTED);
        assertThat(held().nanosLeft()).isEqualTo(20_000_000_000L);
    }

    @Test
    void oneHandshakeIsTriedAfterTheDelay() {
        begin();
        pass(1_000);
        RejectionBackoff.Turn trial = turn(NAME);
        assertThat(held().nanosLeft()).isZero();
        ends(trial, Plain.ACCEPTED);
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(news)
                .last()
                .isEqualTo("origin d/o: backing off is over, a handshake ended as accepted after 3 rejected in a row");
        assertThat(counts.count("d/o backing off")).isZero();
        begin();
        assertThat(held().nanosLeft()).as("from the start again").isEqualTo(1_000_000_000);
    }

    /** Otherwise a viewer that leaves would end the pause, or nobody would ever try again. */
    @Test
    void trialWithoutAVerdictIsTheNextOnesToMake() {
        begin();
        pass(1_000);
        turn(NAME).forgone();
        ends(turn(NAME), Plain.PRESENTED);
        RejectionBackoff.Turn third = turn(NAME);
        assertThat(held()).isNotNull();
        ends(third, REJECTED);
        assertThat(held().nanosLeft()).isEqualTo(2_000_000_000);
    }

    /** A viewer that takes its time to send a body must not hold everyone else back for as long. */
    @Test
    void trialThatTakesLongIsFollowedByAnotherAfterADelay() {
        begin();
        pass(1_000);
        RejectionBackoff.Turn slow = turn(NAME);
        pass(999);
        assertThat(held().nanosLeft()).as("one is under way").isZero();
        pass(1);
        RejectionBackoff.Turn next = turn(NAME);
        assertThat(held().nanosLeft()).isZero();
        ends(slow, REJECTED);
        assertThat(held().times()).as("the next one's verdict counts").isEqualTo(3);
        ends(next, REJECTED);
        assertThat(held()).isEqualTo(new RejectionBackoff.Held(REJECTED, 4, 2_000_000_000));
    }

    @Test
    void lateYesEndsThePauseAllTheSame() {
        begin();
        pass(1_000);
        RejectionBackoff.Turn slow = turn(NAME);
        pass(1_000);
        turn(NAME);
        ends(slow, Plain.ACCEPTED);
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(counts.count("d/o backing off")).isZero();
    }

    /** Whatever becomes of handshakes, whoever forgets to tell: nobody is held back for longer than the longest delay. */
    @Test
    void nobodyIsHeldBackForLongerThanTheLongestDelay() {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        MtlsOutcome[] outcomes = {REJECTED, REJECTED, REJECTED, Plain.ACCEPTED, Plain.PRESENTED, Plain.CONNECT_FAILED};
        List<RejectionBackoff.Turn> open = new ArrayList<>();
        long heldSince = Long.MAX_VALUE;
        int pauses = 0;
        for (int step = 0; step < 100_000; step++) {
            chance = random.nextDouble();
            pass(random.nextInt(5_000));
            switch (random.nextInt(8)) {
                case 0 -> backoff.limit(limits(1, 1 + random.nextInt(60), 1 + random.nextInt(2)));
                case 1 -> backoff.ask("other" + random.nextInt(4)); // and never heard of again
                case 2, 3, 4 -> {
                    if (!open.isEmpty()) {
                        RejectionBackoff.Turn turn = open.remove(random.nextInt(open.size()));
                        if (random.nextInt(6) == 0) {
                            turn.forgone();
                        } else {
                            ends(turn, outcomes[random.nextInt(outcomes.length)]);
                        }
                    }
                }
                default -> {
                    if (backoff.ask(NAME) instanceof RejectionBackoff.Turn turn) {
                        heldSince = Long.MAX_VALUE;
                        if (random.nextInt(3) > 0) {
                            open.add(turn);
                        }
                    } else {
                        pauses++;
                        heldSince = Math.min(heldSince, nanos.get());
                        assertThat(TimeUnit.NANOSECONDS.toSeconds(nanos.get() - heldSince))
                                .as("seed %d, step %d", seed, step)
                                .isLessThanOrEqualTo(2 * 60);
                    }
                }
            }
        }
        assertThat(pauses).as("seed %d", seed).isPositive();
        backoff.end();
        assertThat(counts.count("d/o backing off")).isZero();
    }

    /** An origin that is down, or that nothing is wrong with but the network, is not one that rejects. */
    @Test
    void trialThatEndsInAnyOtherWayEndsThePause() {
        begin();
        pass(1_000);
        ends(turn(NAME), Plain.CONNECT_FAILED);
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(news).hasSize(2);
    }

    @Test
    void handshakesThatBeganBeforeThePauseDoNotLengthenIt() {
        List<RejectionBackoff.Turn> underWay =
                IntStream.range(0, 64).mapToObj(i -> turn(NAME)).toList();
        underWay.subList(0, 60).forEach(turn -> ends(turn, REJECTED));
        assertThat(held()).isEqualTo(new RejectionBackoff.Held(REJECTED, 3, 1_000_000_000));
        ends(underWay.get(60), Plain.CONNECT_TIMEOUT);
        assertThat(held().times()).isEqualTo(3);
        ends(underWay.get(61), Plain.ACCEPTED);
        assertThat(backoff.ask(NAME)).as("it is liked after all").isInstanceOf(RejectionBackoff.Turn.class);
    }

    @Test
    void firstWordOfAHandshakeCounts() {
        RejectionBackoff.Turn turn = turn(NAME);
        for (int i = 0; i < 5; i++) {
            ends(turn, REJECTED);
        }
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
    }

    @Test
    void nameThatIsRejectedDoesNotStopTheOthers() {
        begin();
        assertThat(backoff.ask("other.test")).isInstanceOf(RejectionBackoff.Turn.class);
        for (int i = 0; i < 3; i++) {
            ends(turn("other.test"), REJECTED);
        }
        assertThat(counts.count("d/o backing off")).isEqualTo(2);
        assertThat(news).as("one line for the origin").hasSize(1);
    }

    /** Names that viewers bring must not take the place of those that matter for ever. */
    @Test
    void namesAreBoundedAndOldOnesMakeRoom() {
        ends(turn("once.test"), REJECTED);
        begin();
        for (int i = 0; i < 3; i++) {
            ends(turn("second.test"), REJECTED);
        }
        for (int i = 0; i < 3; i++) {
            ends(turn("third.test"), REJECTED);
        }
        assertThat(backoff.ask("second.test")).as("in place of once.test").isInstanceOf(RejectionBackoff.Held.class);
        assertThat(backoff.ask("third.test")).as("no room").isInstanceOf(RejectionBackoff.Turn.class);
        pass(62_000);
        for (int i = 0; i < 3; i++) {
            ends(turn("third.test"), REJECTED);
        }
        assertThat(backoff.ask("third.test")).isInstanceOf(RejectionBackoff.Held.class);
        assertThat(counts.count("d/o backing off")).isEqualTo(2);
    }

    @Test
    void nothingIsHeldBackOnceItIsNotConfiguredAnyMore() {
        begin();
        backoff.end();
        begin();
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(counts.count("d/o backing off")).isZero();
        assertThat(news).hasSize(1);
    }

    @Test
    void nothingIsHeldBackOnceBackingOffIsSwitchedOff() {
        begin();
        backoff.limit(limits(Optional.empty(), 2));
        begin();
        assertThat(backoff.ask(NAME)).isInstanceOf(RejectionBackoff.Turn.class);
        assertThat(counts.count("d/o backing off")).isZero();
    }

    @Test
    void oneTrialWhoeverAsks() throws Exception {
        begin();
        pass(1_000);
        AtomicInteger trials = new AtomicInteger();
        List<Thread> loops = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    for (int n = 0; n < 1_000; n++) {
                        if (backoff.ask(NAME) instanceof RejectionBackoff.Turn) {
                            trials.incrementAndGet();
                        }
                    }
                }))
                .toList();
        loops.forEach(Thread::start);
        for (Thread loop : loops) {
            loop.join();
        }
        assertThat(trials).hasValue(1);
    }
}
