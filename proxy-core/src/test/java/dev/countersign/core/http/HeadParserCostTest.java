package dev.countersign.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class HeadParserCostTest {
    private static final String TYPICAL = String.join(
            "\r\n",
            "GET /assets/app.3f9c1d.js?v=20260101 HTTP/1.1",
            "Host: www.shop.example",
            "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept: */*",
            "Accept-Language: en-US,en;q=0.5",
            "Accept-Encoding: gzip, deflate, br",
            "Referer: https://www.shop.example/",
            "Connection: keep-alive",
            "",
            "");

    @Test
    void everyByteIsScannedWhenItComesAndNeverAgain() {
        byte[] bytes = TYPICAL.getBytes(StandardCharsets.US_ASCII);
        HeadScanner scanner = HeadScanner.ofRequests(8_192);
        Head head = new Head();
        System.arraycopy(bytes, 0, head.ensureRoom(bytes.length), 0, bytes.length);
        for (int received = 1; received <= bytes.length; received++) {
            scanner.scan(head, received);
            // The scanner reads from at() on, so nothing before it costs anything any more.
            assertThat(scanner.at()).isEqualTo(received);
        }
        assertThat(scanner.isDone()).isTrue();
    }

    @Test
    void bytesBehindTheHeadAreNotScanned() {
        HeadParser parser = HeadParser.forRequests(32_768, 8_192);
        ByteBuf in = Unpooled.copiedBuffer(TYPICAL + "x".repeat(100_000), StandardCharsets.US_ASCII);
        Head head = new Head();
        assertThat(parser.parse(in, head)).isEqualTo(ParseResult.COMPLETE);
        assertThat(in.readerIndex()).isEqualTo(TYPICAL.length());
        assertThat(head.bytes().length).as("no room was made for the body").isLessThan(4_096);
    }

    @Test
    void steadyStateAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        HeadParser parser = HeadParser.forRequests(32_768, 8_192);
        Head head = new Head();
        ByteBuf in = Unpooled.wrappedBuffer(TYPICAL.getBytes(StandardCharsets.US_ASCII));
        parseMany(parser, in, head);
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        parseMany(parser, in, head);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(allocated)
                .as("bytes in 1,000 heads; the measurement itself takes some")
                .isLessThan(1_000);
    }

    private static void parseMany(HeadParser parser, ByteBuf in, Head head) {
        for (int i = 0; i < 1_000; i++) {
            in.readerIndex(0);
            parser.reset();
            if (parser.parse(in, head) != ParseResult.COMPLETE || !ConnectionOptions.allowAnother(head)) {
                throw new AssertionError(parser.problem());
            }
        }
    }
}
