package dev.countersign.core.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeadlinesTest {
    private static final long SOON_NANOS = 1;
    private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final BlockingQueue<String> reached = new LinkedBlockingQueue<>();
    private final Deadlines deadlines = Deadlines.on(loop, failure -> reached.add("failed: " + failure.getMessage()));

    @AfterEach
    void endLoop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aDeadlineIsReachedOnceAndOneThatIsMovedAwayIsNot() throws Exception {
        loop.submit(() -> {
                    deadlines.add(() -> reached.add("far")).in(NEVER_NANOS);
                    deadlines.add(() -> reached.add("soon")).in(SOON_NANOS);
                    Deadlines.Deadline moved = deadlines.add(() -> reached.add("moved"));
                    moved.in(SOON_NANOS);
                    moved.in(NEVER_NANOS);
                    Deadlines.Deadline cleared = deadlines.add(() -> reached.add("cleared"));
                    cleared.in(SOON_NANOS);
                    cleared.clear();
                    deadlines.add(() -> reached.add("never set"));
                })
                .get();

        assertThat(reached.poll(20, TimeUnit.SECONDS)).isEqualTo("soon");
        assertThat(nextAfterAnotherSweep()).isEqualTo("another sweep");
    }

    @Test
    void reachingOneMayRemoveItselfItsNeighboursAndAddOthers() throws Exception {
        loop.submit(() -> {
                    Deadlines.Deadline[] all = new Deadlines.Deadline[3];
                    all[0] = deadlines.add(() -> reached.add("first"));
                    all[1] = deadlines.add(() -> {
                        reached.add("middle");
                        all[0].remove();
                        all[1].remove();
                        all[2].remove();
                        deadlines.add(() -> reached.add("added")).in(SOON_NANOS);
                    });
                    all[2] = deadlines.add(() -> reached.add("last"));
                    all[1].in(SOON_NANOS);
                    all[2].in(SOON_NANOS);
                })
                .get();

        assertThat(reached.poll(20, TimeUnit.SECONDS)).isEqualTo("middle");
        assertThat(reached.poll(20, TimeUnit.SECONDS)).isEqualTo("added");
        assertThat(nextAfterAnotherSweep()).isEqualTo("another sweep");
    }

    @Test
    void oneThatFailsCostsTheOthersNothing() throws Exception {
        loop.submit(() -> {
                    deadlines
                            .add(() -> {
                                throw new IllegalStateException("on purpose");
                            })
                            .in(SOON_NANOS);
                    deadlines.add(() -> reached.add("another")).in(SOON_NANOS);
                })
                .get();

        assertThat(reached.poll(20, TimeUnit.SECONDS)).isEqualTo("failed: on purpose");
        assertThat(reached.poll(20, TimeUnit.SECONDS)).isEqualTo("another");
    }

    /** A deadline set now is reached by a sweep that looks at every other one first. */
    private String nextAfterAnotherSweep() throws Exception {
        loop.submit(() -> deadlines.add(() -> reached.add("another sweep")).in(SOON_NANOS))
                .get();
        String next = reached.poll(20, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }
}
