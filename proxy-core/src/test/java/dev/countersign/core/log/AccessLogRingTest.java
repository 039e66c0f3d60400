package dev.countersign.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.countersign.core.http.ByteWriter;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AccessLogRingTest {
    @Test
    void capacitiesAreRoundedUpToPowersOfTwo() {
        assertThat(ring(1).capacity()).isEqualTo(1);
        assertThat(ring(2).capacity()).isEqualTo(2);
        assertThat(ring(1000).capacity()).isEqualTo(1024);
        assertThat(ring(1024).capacity()).isEqualTo(1024);
        assertThatThrownBy(() -> ring(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring((1 << 30) + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void linesComeOutInTheirOrderAroundTheEndOfTheRing() {
        AccessLogRing ring = ring(16);
        for (int i = 0; i < 100; i++) {
            assertThat(ring.offer(line("line " + i + "\n"))).isTrue();
            assertThat(drain(ring)).isEqualTo("line " + i + "\n");
        }
        assertThat(ring.takeDropped()).isZero();
    }

    @Test
    void aFullRingTakesExactlyItsCapacityAndCountsTheRest() {
        AccessLogRing ring = ring(16);
        assertThat(ring.offer(line("1234567\n"))).isTrue();
        assertThat(ring.offer(line("1234567\n"))).isTrue();
        assertThat(ring.offer(line("\n"))).isFalse();
        assertThat(ring.offer(line("x\n"))).isFalse();
        assertThat(ring.takeDropped()).isEqualTo(2);
        assertThat(ring.takeDropped()).as("each is counted once").isZero();
        assertThat(drain(ring)).isEqualTo("1234567\n1234567\n");
        assertThat(ring.offer(line("again\n"))).isTrue();
        assertThat(drain(ring)).isEqualTo("again\n");
    }

    @Test
    void aLineLargerThanTheRingIsDroppedAlways() {
        AccessLogRing ring = ring(8);
        assertThat(ring.offer(line("12345678\n"))).isFalse();
        assertThat(drain(ring)).isEmpty();
    }

    @Test
    void aLineIsEitherWholeOrCountedWhileBothSidesRun() throws Exception {
        AccessLogRing ring = ring(256);
        int lines = 200_000;
        CompletableFuture<Integer> producer = CompletableFuture.supplyAsync(() -> {
            ByteWriter line = new ByteWriter(64);
            int queued = 0;
            for (int i = 0; i < lines; i++) {
                line.clear();
                line.decimal(i).put(' ').decimal(7L * i).put('\n');
                if (ring.offer(line)) {
                    queued++;
                }
            }
            return queued;
        });

        long seen = 0;
        long last = -1;
        boolean ended;
        do {
            ended = producer.isDone();
            for (String line : drain(ring).lines().toList()) {
                if (!line.isEmpty()) {
                    int blank = line.indexOf(' ');
                    long number = Long.parseLong(line.substring(0, blank));
                    assertThat(number).isGreaterThan(last);
                    assertThat(line.substring(blank + 1)).isEqualTo(Long.toString(7 * number));
                    last = number;
                    seen++;
                }
            }
        } while (!ended);

        assertThat(seen).isEqualTo(producer.get(10, TimeUnit.SECONDS).longValue());
        assertThat(ring.takeDropped()).isEqualTo(lines - seen);
    }

    @Test
    void offeringAndDrainingMakeNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AccessLogRing ring = ring(1024);
        ByteBuffer batch = ByteBuffer.allocateDirect(ring.capacity());
        ByteWriter line = line("a line\n");
        long before = 0;
        for (int i = 0; i < 30_000; i++) {
            if (i == 20_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            ring.offer(line);
            batch.clear();
            ring.drainTo(batch);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private static AccessLogRing ring(int capacity) {
        return new AccessLogRing(capacity, Thread.currentThread());
    }

    private static ByteWriter line(String text) {
        return new ByteWriter(text.length()).ascii(text);
    }

    private static String drain(AccessLogRing ring) {
        ByteBuffer batch = ByteBuffer.allocate(ring.capacity());
        ring.drainTo(batch);
        return new String(batch.array(), 0, batch.position(), US_ASCII);
    }
}
