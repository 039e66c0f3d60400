package dev.countersign.testkit.isolation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Which plan each snapshot was made of, and how it came about. Asked and told by all threads of a run. */
final class Snapshots {
    private static final int STEPS_TOLD = 12;
    private static final long PATIENCE_MILLIS = 40;

    private final Map<Long, Plan> plans = new HashMap<>();
    private final Deque<String> steps = new ArrayDeque<>();
    private long newest;
    private long inForce;

    /** Before it is put in force: exchanges may begin under it at once. */
    synchronized void prepare(long number, Plan plan, String step) {
        plans.put(number, plan);
        newest = number;
        steps.addLast("snapshot " + number + ": " + step);
        if (steps.size() > STEPS_TOLD) {
            steps.removeFirst();
        }
    }

    /** The last one is made of this plan, and those before it from {@code first} on. */
    synchronized void sameFrom(long first, long last, Plan plan) {
        for (long number = Math.min(first, last); number <= last; number++) {
            plans.put(number, plan);
        }
    }

    synchronized void inForce(long number) {
        inForce = number;
        notifyAll();
    }

    /** The newest that every exchange that begins now runs under, or under a newer one. */
    synchronized long inForce() {
        return inForce;
    }

    /** The newest that anything can be under now, in force or about to be. */
    synchronized long newest() {
        return newest;
    }

    /** Whether origins that reject were left alone under any of these. */
    synchronized boolean backedOff(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .anyMatch(number -> plan(number).backsOff());
    }

    synchronized Plan plan(long number) {
        return Objects.requireNonNull(plans.get(number), () -> "nobody made snapshot " + number);
    }

    /** What was changed last. */
    synchronized List<String> lastSteps() {
        return List.copyOf(steps);
    }

    /** Waits for the next snapshot, but not for long. */
    synchronized void awaitNext() {
        long seen = inForce;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            long left = PATIENCE_MILLIS;
            while (inForce == seen && left > 0) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
