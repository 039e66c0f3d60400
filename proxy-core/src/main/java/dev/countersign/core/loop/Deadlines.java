package dev.countersign.core.loop;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The deadlines of one event loop. Setting one is a field write, because every read and write of every connection moves
 * one; a sweep looks at all of them ten times a second, so a deadline is met up to 100 ms late.
 */
public final class Deadlines {
    private static final long SWEEP_MILLIS = 100;
    private static final long NEVER = Long.MAX_VALUE;

    private final Deadline head = new Deadline(() -> {});

    private final Consumer<Throwable> failures;

    private Deadlines(Consumer<Throwable> failures) {
        this.failures = failures;
        head.next = head;
        head.previous = head;
    }

    /** Starts the sweep; it ends with the event loop. {@code failures} is told what a deadline's action throws. */
    public static Deadlines on(EventLoop loop, Consumer<Throwable> failures) {
        Deadlines deadlines = new Deadlines(failures);
        loop.scheduleWithFixedDelay(deadlines::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        return deadlines;
    }

    /** Adds a deadline that is not set yet; {@code reached} runs on the event loop, and may set or remove it. */
    public Deadline add(Runnable reached) {
        Deadline deadline = new Deadline(reached);
        deadline.next = head;
        deadline.previous = head.previous;
        head.previous.next = deadline;
        head.previous = deadline;
        return deadline;
    }

    private void sweep() {
        long now = System.nanoTime();
        Deadline at = head.next;
        while (at != head) {
            // Read first: reaching a deadline may remove it, and what is removed still points to its successor.
            Deadline next = at.next;
            if (at.set && now - at.nanos >= 0) {
                at.clear();
                reach(at);
            }
            at = next;
        }
    }

    /** A task that throws is not scheduled again: one failure must not cost this loop all its timeouts. */
    private void reach(Deadline deadline) {
        try {
            deadline.reached.run();
        } catch (RuntimeException | Error failure) {
            failures.accept(failure);
        }
    }

    /** One moment that may or may not be set. Belongs to its event loop. */
    public static final class Deadline {
        private final Runnable reached;
        private Deadline previous = this;
        private Deadline next = this;
        private boolean set;
        private long nanos = NEVER;

        private Deadline(Runnable reached) {
            this.reached = reached;
        }

        /** Moves the deadline to {@code delayNanos} from now. */
        public void in(long delayNanos) {
            nanos = System.nanoTime() + delayNanos;
            set = true;
        }

        public void clear() {
            set = false;
        }

        /** Takes it out for good. */
        public void remove() {
            set = false;
            previous.next = next;
            next.previous = previous;
        }
    }
}
