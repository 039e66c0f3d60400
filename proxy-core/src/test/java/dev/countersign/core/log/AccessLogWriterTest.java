package dev.countersign.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.ByteWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class AccessLogWriterTest {
    private final RecordingMeters meters = new RecordingMeters();
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final MemorySink sink = new MemorySink();

    @Test
    void linesOfEveryLoopReachTheSinkWithoutAClose() throws Exception {
        AccessLogWriter writer = start(3, 1024);
        for (int loop = 0; loop < 3; loop++) {
            assertThat(writer.ring(loop).offer(line("loop " + loop + "\n"))).isTrue();
        }

        assertThat(List.of(sink.writes.take(), sink.writes.take(), sink.writes.take()))
                .containsExactlyInAnyOrder("loop 0\n", "loop 1\n", "loop 2\n");
        writer.close();
        assertThat(warnings).isEmpty();
    }

    @Test
    void closingWritesWhatIsQueuedAndThenClosesTheSink() {
        AccessLogWriter writer = start(2, 1024);
        writer.ring(0).offer(line("first\n"));
        writer.ring(0).offer(line("second\n"));
        writer.ring(1).offer(line("third\n"));
        writer.close();

        assertThat(String.join("", sink.writes))
                .contains("first\nsecond\n")
                .contains("third\n")
                .hasSize(19);
        assertThat(sink.closed.getCount()).isZero();
    }

    @Test
    void queuedLinesGoOutInOneWrite() throws Exception {
        AccessLogWriter writer = start(1, 1024);
        sink.hold = new CountDownLatch(1);
        writer.ring(0).offer(line("0\n"));
        sink.entered.acquire();
        for (int i = 1; i < 50; i++) {
            writer.ring(0).offer(line(i + "\n"));
        }
        sink.hold.countDown();

        assertThat(sink.writes.take()).isEqualTo("0\n");
        assertThat(sink.writes.take()).startsWith("1\n2\n").endsWith("48\n49\n");
        writer.close();
    }

    @Test
    void aFullQueueIsCountedAndTold() throws Exception {
        AccessLogWriter writer = start(1, 16);
        sink.hold = new CountDownLatch(1);
        writer.ring(0).offer(line("0\n"));
        sink.entered.acquire();
        writer.ring(0).offer(line("123456789012345\n"));
        assertThat(writer.ring(0).offer(line("lost\n"))).isFalse();
        assertThat(writer.ring(0).offer(line("lost\n"))).isFalse();
        sink.hold.countDown();

        assertThat(warnings.take()).isEqualTo("access log: 2 lines lost, the queue was full");
        assertThat(meters.dropped).hasValue(2);
        writer.close();
        assertThat(String.join("", sink.writes)).isEqualTo("0\n123456789012345\n");
    }

    @Test
    void linesTheSinkCannotWriteAreCountedAndLaterLinesArrive() throws Exception {
        sink.failure = new IOException("disk full");
        AccessLogWriter writer = start(1, 1024);
        writer.ring(0).offer(line("one\ntwo\n"));
        assertThat(warnings.take())
                .isEqualTo("access log: 2 lines lost, writing failed: java.io.IOException: disk full");
        assertThat(meters.dropped).hasValue(2);

        sink.failure = null;
        writer.ring(0).offer(line("three\n"));
        assertThat(sink.writes.take()).isEqualTo("three\n");
        writer.close();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aSinkThatThrowsSomethingElseDoesNotEndTheWriter() throws Exception {
        sink.unchecked = new IllegalStateException("closed");
        AccessLogWriter writer = start(1, 1024);
        writer.ring(0).offer(line("one\n"));
        assertThat(warnings.take()).contains("closed");

        sink.unchecked = null;
        writer.ring(0).offer(line("two\n"));
        assertThat(sink.writes.take()).isEqualTo("two\n");
        writer.close();
    }

    @Test
    void lossesAreToldAtOnceThenOnceAMinuteAndAtTheEnd() {
        AccessLogLosses losses = new AccessLogLosses(meters, warnings::add, clock::get, 60_000_000_000L);
        losses.report(false);
        assertThat(warnings).isEmpty();

        losses.full(1);
        losses.report(false);
        assertThat(warnings).containsExactly("access log: 1 lines lost, the queue was full");
        losses.full(2);
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        losses.report(false);
        assertThat(warnings).hasSize(1);
        losses.full(3);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        losses.report(false);
        assertThat(warnings).hasSize(2).contains("access log: 5 lines lost, the queue was full");
        losses.full(7);
        losses.report(true);
        assertThat(warnings).hasSize(3).contains("access log: 7 lines lost, the queue was full");
        assertThat(meters.dropped).hasValue(13);
    }

    @Test
    void onlyLinesBehindTheLastByteWrittenAreLost() {
        ByteBuffer batch =
                ByteBuffer.wrap("one\ntwo\nthree\n".getBytes(US_ASCII)).position(6);
        AccessLogLosses losses = new AccessLogLosses(meters, warnings::add, clock::get, 1);
        losses.failed(batch, new IOException("disk full"));

        assertThat(meters.dropped).hasValue(2);
    }

    private AccessLogWriter start(int loops, int bytesPerLoop) {
        return AccessLogWriter.start(sink, loops, bytesPerLoop, meters, warnings::add, clock::get);
    }

    private static ByteWriter line(String text) {
        return new ByteWriter(text.length()).ascii(text);
    }
}
