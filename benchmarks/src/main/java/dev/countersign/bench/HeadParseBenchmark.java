package dev.countersign.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.ParseResult;
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
 * What it costs to read one request head as a browser sends it, and to read it and copy its lines but one. Should
 * allocate nothing.
 *
 * <p>Not final because JMH extends its state classes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HeadParseBenchmark {
    private static final byte[] RECEIVED = """
            GET /catalog/items/4711?color=blue&size=m HTTP/1.1\r
            Host: shop.example.com\r
            Connection: keep-alive\r
            User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
            Accept-Language: en-US,en;q=0.5\r
            Accept-Encoding: gzip, deflate, br, zstd\r
            Referer: https://shop.example.com/catalog\r
            Cookie: id=8f14e45fceea167a5a36dedd4bea2543; theme=dark\r
            Sec-Fetch-Mode: navigate\r
            \r
            """.getBytes(US_ASCII);

    private final HeadParser parser = HeadParser.forRequests(32_768, 8_192);
    private final Head head = new Head();
    private final ByteWriter writer = new ByteWriter(2048);
    private final ByteBuf received =
            PooledByteBufAllocator.DEFAULT.directBuffer(RECEIVED.length).writeBytes(RECEIVED);

    /** Gives the buffer back, so that the allocator's own check finds nothing. */
    @TearDown
    public void release() {
        received.release();
    }

    /** Returns the head, so that the work is not optimized away. */
    @Benchmark
    public Head parse() {
        parser.reset();
        if (parser.parse(received.readerIndex(0), head) != ParseResult.COMPLETE) {
            throw new IllegalStateException(parser.problem().sentence());
        }
        return head;
    }

    /** As {@link #parse()}, and what forwarding copies: all lines but Connection. */
    @Benchmark
    public ByteWriter parseAndCopyKeptLines() {
        parse().drop(head.first(Field.CONNECTION));
        writer.clear();
        head.copyKeptLines(writer);
        return writer;
    }
}
