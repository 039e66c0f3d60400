package dev.countersign.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.core.http.ByteWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to write one response head of ten lines: two runs of kept lines around a dropped one, two lines of our
 * own, and the copy into the buffer that goes to the socket. Should allocate nothing.
 *
 * <p>Not final because JMH extends its state classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadWriteBenchmark {
    private static final byte[] RECEIVED = """
            Server: nginx/1.22.1\r
            Date: Thu, 01 Jan 2026 00:00:00 GMT\r
            Content-Type: text/html; charset=utf-8\r
            Last-Modified: Wed, 31 Dec 2025 12:00:00 GMT\r
            Connection: keep-alive\r
            ETag: "6954f1c0-400"\r
            Cache-Control: max-age=600\r
            Vary: Accept-Encoding\r
            Accept-Ranges: bytes\r
            """.getBytes(US_ASCII);

    private static final String DROPPED = "Connection: keep-alive\r\n";

    private final int droppedStart = new String(RECEIVED, US_ASCII).indexOf(DROPPED);
    private final int droppedEnd = droppedStart + DROPPED.length();
    private final ByteWriter writer = new ByteWriter(1024);
    private final ByteBuf socketBuffer = PooledByteBufAllocator.DEFAULT.directBuffer(1024);

    /** Gives the buffer back, so that the allocator's own check finds nothing. */
    @TearDown
    public void release() {
        socketBuffer.release();
    }

    /** Returns the buffer, so that the work is not optimized away. */
    @Benchmark
    public ByteBuf writeResponseHead() {
        writer.clear();
        writer.ascii("HTTP/1.1 200 OK\r\n")
                .put(RECEIVED, 0, droppedStart)
                .put(RECEIVED, droppedEnd, RECEIVED.length - droppedEnd)
                .ascii("Content-Length: ")
                .decimal(1024)
                .ascii("\r\nVia: 1.1 countersign\r\n\r\n");
        writer.copyTo(socketBuffer.clear());
        return socketBuffer;
    }
}
