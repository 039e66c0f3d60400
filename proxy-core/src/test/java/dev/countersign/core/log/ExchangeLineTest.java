package dev.countersign.core.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.http.RawHead;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExchangeLineTest {
    private static final long START = Instant.parse("2026-11-23T00:00:00.950Z").toEpochMilli();
    private static final byte[] VIEWER =
            LogFragments.viewer("127.0.0.1:8080", new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000), null);

    @Test
    void everyFactOfAFullExchangeStandsInOneLine() {
        ExchangeRecord exchange = fullExchange();

        assertThat(text(exchange, true)).isEqualTo("""
                {"event":"exchange","time":"2026-11-23T00:00:01.075Z","snapshot":3,\
                "listener":"127.0.0.1:8080","client.address":"127.0.0.1","client.port":5000,\
                "request.id":"abcdefghijklmnopqrstuvwx","url.scheme":"https","http.request.method":"POST",\
                "viewer.host":"shop.example.com","url.path":"/a/b","url.query":"x=1?2",\
                "network.protocol.version":"1.1","user_agent.original":"curl/8","http.request.header.referer":"r",\
                "http.request.header.cookie":"c=1","http.request.header.x_forwarded_for":"192.0.2.1",\
                "trace.id":"0af7651916cd43dd8448eb211c80319c","http.response.status_code":200,\
                "http.request.bytes":321,"http.response.bytes":9007199254740993,"duration_ms":125.5,\
                "first_byte_ms":100.001,"result_type":"Miss","response_result_type":"Miss",\
                "detailed_result_type":"Miss","http.response.header.content_type":"text/plain",\
                "http.response.header.content_length":"7","http.response.header.content_range":"bytes 0-6/9",\
                "edge.location":"local","distribution":"shop","distribution.domain":"d1.edge.local",\
                "behavior":"/a/*","origin":"partner-a","origin.attempts":2,"origin.http.status_code":206,\
                "origin.dns_ms":0,"origin.connect_ms":1.2,"origin.first_byte_ms":90,"origin.last_byte_ms":99.999,\
                "origin.connection.reused":true,"origin.address":"127.0.0.1:9443","origin.mtls.outcome":"accepted"}
                """);
    }

    @Test
    void absentFactsAreLeftOut() {
        ExchangeRecord exchange = new ExchangeRecord();
        exchange.viewerFragment = VIEWER;
        exchange.requestId = "id".getBytes(US_ASCII);
        exchange.startMillis = START;
        exchange.status = 400;
        exchange.errorType = "bad_request";
        exchange.errorMessage = "space in a field name";

        assertThat(text(exchange, true)).isEqualTo("""
                {"event":"exchange","time":"2026-11-23T00:00:00.950Z","snapshot":0,\
                "listener":"127.0.0.1:8080","client.address":"127.0.0.1","client.port":5000,"request.id":"id",\
                "url.scheme":"http","http.response.status_code":400,"http.request.bytes":0,"http.response.bytes":0,\
                "error.type":"bad_request","error.message":"space in a field name"}
                """);
    }

    @Test
    void aViewerThatLeftBeforeAResponseHasNoStatus() {
        ExchangeRecord exchange = fullExchange();
        exchange.status = 0;
        exchange.outcome = new MtlsOutcome.Rejected(Alert.UNKNOWN_CA);

        assertThat(read(exchange))
                .doesNotContainKey("http.response.status_code")
                .containsEntry("origin.mtls.outcome", "rejected_unknown_ca");
    }

    @Test
    void fallbackIsSaidOnlyWhereOneWasUsed() {
        ExchangeRecord exchange = fullExchange();
        assertThat(read(exchange)).doesNotContainKey("origin.mtls.fallback");
        exchange.fallback = true;
        assertThat(read(exchange)).containsEntry("origin.mtls.fallback", true);
        exchange.reset();
        assertThat(exchange.fallback).isFalse();
    }

    @Test
    void cookiesAreLoggedOnlyWhenAskedFor() {
        assertThat(text(fullExchange(), false)).doesNotContain("cookie").doesNotContain("c=1");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, h.example, /a, /a,",
        "GET, h.example, /a?, /a, ''",
        "GET, h.example, /a?x=1?2, /a, x=1?2",
        "OPTIONS, h.example, *, *,",
        "GET, h.example, http://h.example/p/q?r, /p/q, r",
        "GET, h.example:80, HTTP://h.example:80, /,",
        "GET, h.example, http://h.example?r=/s, /, r=/s",
        "CONNECT, h.example:443, h.example:443, h.example:443,",
        "GET, h.example, /x/http://y, /x/http://y,"
    })
    void targetsAreSplitIntoPathAndQuery(String method, String host, String target, String path, String query) {
        ExchangeRecord exchange = fullExchange();
        Head head = new Head();
        String request = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        ByteBuf received = Unpooled.copiedBuffer(request, US_ASCII);
        assertThat(HeadParser.forRequests(8192, 8192).parse(received, head)).isEqualTo(ParseResult.COMPLETE);
        received.release();
        exchange.request = head;

        Map<String, Object> line = read(exchange);
        assertThat(line).containsEntry("url.path", path).containsEntry("network.protocol.version", "1.1");
        assertThat(line.get("url.query")).isEqualTo(query);
    }

    @Test
    void theOlderProtocolVersionIsNamed() {
        ExchangeRecord exchange = fullExchange();
        exchange.request = RawHead.request("GET", "/", 0).head();

        assertThat(read(exchange)).containsEntry("network.protocol.version", "1.0");
    }

    @ParameterizedTest
    @CsvSource({
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "\"\""
    })
    void whatIsNoTraceContextGivesNoTraceId(String traceparent) {
        ExchangeRecord exchange = fullExchange();
        exchange.request = RawHead.request("GET", "/", 1)
                .with(Field.TRACEPARENT, traceparent)
                .head();

        assertThat(read(exchange)).doesNotContainKey("trace.id");
    }

    @Test
    void timesAreRightWhateverSecondTheLineBeforeWasIn() {
        ExchangeLine encoder = new ExchangeLine(false);
        ExchangeRecord exchange = new ExchangeRecord();
        exchange.viewerFragment = VIEWER;
        for (String time : new String[] {
            "2026-12-31T23:59:59.999Z",
            "2027-01-01T00:00:00.000Z",
            "2026-12-31T23:59:59.010Z",
            "2028-02-29T00:00:00.100Z"
        }) {
            ByteWriter out = new ByteWriter(256);
            exchange.startMillis = Instant.parse(time).toEpochMilli();
            encoder.encode(exchange, out);
            assertThat(StrictJson.line(Arrays.copyOf(out.array(), out.length())))
                    .containsEntry("time", time);
        }
    }

    @Test
    void everyByteInEveryPlaceAViewerCanReachGivesValidJson() {
        for (int b = 0; b < 256; b++) {
            String hostile = "a" + (char) b + "z" + (char) b;
            ExchangeRecord exchange = fullExchange();
            exchange.request = RawHead.request(hostile, "/" + hostile.replace('?', '!') + "?" + hostile, 1)
                    .with(Field.HOST, hostile)
                    .with(Field.USER_AGENT, hostile)
                    .with(Field.REFERER, hostile)
                    .with(Field.COOKIE, hostile)
                    .with(Field.X_FORWARDED_FOR, hostile)
                    .with(Field.TRACEPARENT, "00-" + hostile.repeat(13))
                    .head();
            exchange.response = RawHead.response(200)
                    .with(Field.CONTENT_TYPE, hostile)
                    .with(Field.CONTENT_LENGTH, hostile)
                    .with(Field.CONTENT_RANGE, hostile)
                    .head();
            exchange.errorMessage = hostile;
            exchange.requestId = hostile.getBytes(ISO_8859_1);
            exchange.viewerFragment = LogFragments.viewer(
                    hostile,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000),
                    new ViewerTls(hostile, hostile, hostile, hostile, true, hostile));
            exchange.routeFragment = LogFragments.route(hostile, hostile, hostile, hostile, hostile);

            Map<String, Object> line = read(exchange);
            assertThat(line)
                    .as("byte %d", b)
                    .containsEntry("http.request.method", hostile)
                    .containsEntry("url.query", hostile)
                    .containsEntry("viewer.host", hostile)
                    .containsEntry("user_agent.original", hostile)
                    .containsEntry("http.request.header.referer", hostile)
                    .containsEntry("http.request.header.cookie", hostile)
                    .containsEntry("http.request.header.x_forwarded_for", hostile)
                    .containsEntry("http.response.header.content_type", hostile)
                    .containsEntry("http.response.header.content_length", hostile)
                    .containsEntry("http.response.header.content_range", hostile)
                    .containsEntry("request.id", hostile)
                    .containsEntry("error.message", hostile)
                    .containsEntry("tls.sni", hostile)
                    .containsEntry("listener", hostile)
                    .containsEntry("behavior", hostile);
        }
    }

    @Test
    void wellFormedUtf8IsCopiedAndTheRestIsShownByteByByte() {
        String kept = "ä€😀\u07ff\uffff";
        assertThat(escaped(kept.getBytes(UTF_8))).isEqualTo(kept);
        assertThat(escaped("\u0085\u009b".getBytes(UTF_8))).isEqualTo("\\u0085\\u009b");
        assertThat(escaped(0xc0, 0xaf)).as("overlong").isEqualTo("\\u00c0\\u00af");
        assertThat(escaped(0xe0, 0x9f, 0xbf)).as("overlong").isEqualTo("\\u00e0\\u009f\\u00bf");
        assertThat(escaped(0xed, 0xa0, 0x80)).as("surrogate").isEqualTo("\\u00ed\\u00a0\\u0080");
        assertThat(escaped(0xf4, 0x90, 0x80, 0x80)).as("above U+10FFFF").isEqualTo("\\u00f4\\u0090\\u0080\\u0080");
        assertThat(escaped('a', 0xe2, 0x82)).as("cut short").isEqualTo("a\\u00e2\\u0082");
        assertThat(escaped(0xe2, 0x82, 'b')).as("cut short").isEqualTo("\\u00e2\\u0082b");
        assertThat(escaped('"', '\\', 0x7f, 0, '\n')).isEqualTo("\\\"\\\\\\u007f\\u0000\\u000a");
    }

    @Test
    void everyPairOfBytesGivesValidJson() {
        String pairs = IntStream.range(0, 1 << 16)
                .mapToObj(pair -> "" + (char) (pair >> 8) + (char) (pair & 0xff))
                .collect(Collectors.joining());
        ExchangeRecord exchange = fullExchange();
        exchange.request =
                RawHead.request("GET", "/", 1).with(Field.USER_AGENT, pairs).head();

        assertThat(read(exchange)).containsKey("user_agent.original");
    }

    @Test
    void historyHasEveryAttemptInOrderAndIsGoneWithTheExchange() {
        ExchangeRecord exchange = new ExchangeRecord();
        exchange.goesTo(LogFragments.route("local", "shop", "d1.edge.local", "/a/*", "partner-a"), "partner-a");
        exchange.attemptFailed(MtlsOutcome.Plain.CONNECT_FAILED, null, null, null, ConnectTimes.NONE);
        assertThat(text(exchange, false)).doesNotContain("origin.history");
        exchange.again(Failure.ORIGIN_CONNECT_FAILED);
        exchange.leased(LogFragments.origin("127.0.0.1:9443", null), false, new ConnectTimes(-1, 1));
        exchange.outcome = MtlsOutcome.Plain.ACCEPTED;
        exchange.originStatus = 503;
        exchange.failedOver(
                null, LogFragments.route("local", "shop", "d1.edge.local", "/a/*", "partner-\"b"), "partner-\"b");
        assertThat(exchange.attemptsAtOrigin).isZero();
        exchange.attemptFailed(MtlsOutcome.Plain.ORIGIN_EXPIRED, null, null, null, ConnectTimes.NONE);
        exchange.failed(Failure.ORIGIN_CERTIFICATE_REFUSED, 502);

        assertThat(text(exchange, false))
                .contains("\"origin\":\"partner-\\\"b\",\"origin.attempts\":3,")
                .endsWith(
                        "\"failover.reason\":\"status_503\",\"origin.history\":["
                                + "{\"origin\":\"partner-a\",\"outcome\":\"connect_failed\",\"error\":\"origin_connect_failed\"},"
                                + "{\"origin\":\"partner-a\",\"outcome\":\"accepted\",\"status\":503},"
                                + "{\"origin\":\"partner-\\\"b\",\"outcome\":\"origin_expired\",\"error\":\"origin_certificate_refused\"}]}\n");
        exchange.reset();
        assertThat(text(exchange, false)).doesNotContain("failover", "history");
    }

    @Test
    void encodingMakesNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        ExchangeRecord exchange = fullExchange();
        ExchangeLine encoder = new ExchangeLine(true);
        ByteWriter out = new ByteWriter(4096);
        for (int i = 0; i < 20_000; i++) {
            out.clear();
            encoder.encode(exchange, out);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            out.clear();
            encoder.encode(exchange, out);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).as("bytes for 10,000 lines").isLessThan(10_000);
    }

    private static ExchangeRecord fullExchange() {
        ExchangeRecord exchange = new ExchangeRecord();
        exchange.snapshot = 3;
        exchange.viewerFragment = VIEWER;
        exchange.routeFragment = LogFragments.route("local", "shop", "d1.edge.local", "/a/*", "partner-a");
        exchange.originFragment = LogFragments.origin("127.0.0.1:9443", null);
        exchange.request = RawHead.request("POST", "/a/b?x=1?2", 1)
                .with(Field.HOST, "shop.example.com")
                .with(Field.USER_AGENT, "curl/8")
                .with(Field.USER_AGENT, "second")
                .with(Field.REFERER, "r")
                .with(Field.COOKIE, "c=1")
                .with(Field.X_FORWARDED_FOR, "192.0.2.1")
                .with(Field.TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .head();
        exchange.response = RawHead.response(206)
                .with(Field.CONTENT_TYPE, "text/plain")
                .with(Field.CONTENT_LENGTH, "7")
                .with(Field.CONTENT_RANGE, "bytes 0-6/9")
                .head();
        exchange.requestId = "abcdefghijklmnopqrstuvwx".getBytes(US_ASCII);
        exchange.secure = true;
        exchange.startMillis = START;
        exchange.durationNanos = 125_500_000;
        exchange.firstByteNanos = 100_001_499;
        exchange.status = 200;
        exchange.requestBytes = 321;
        exchange.responseBytes = 9_007_199_254_740_993L;
        exchange.resultType = "Miss";
        exchange.responseResultType = "Miss";
        exchange.detailedResultType = "Miss";
        exchange.originAttempts = 2;
        exchange.originStatus = 206;
        exchange.originReused = true;
        exchange.originDnsNanos = 499;
        exchange.originConnectNanos = 1_200_000;
        exchange.originFirstByteNanos = 90_000_000;
        exchange.originLastByteNanos = 99_999_000;
        exchange.outcome = MtlsOutcome.Plain.ACCEPTED;
        return exchange;
    }

    private static String escaped(int... bytes) {
        byte[] source = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            source[i] = (byte) bytes[i];
        }
        return escaped(source);
    }

    private static String escaped(byte[] source) {
        ByteWriter out = new ByteWriter(8);
        JsonText.escape(out, source, 0, source.length);
        return new String(out.array(), 0, out.length(), UTF_8);
    }

    private static byte[] encode(ExchangeRecord exchange, boolean includeCookies) {
        ByteWriter out = new ByteWriter(16);
        new ExchangeLine(includeCookies).encode(exchange, out);
        return Arrays.copyOf(out.array(), out.length());
    }

    private static String text(ExchangeRecord exchange, boolean includeCookies) {
        return new String(encode(exchange, includeCookies), UTF_8);
    }

    private static Map<String, Object> read(ExchangeRecord exchange) {
        return StrictJson.line(encode(exchange, true));
    }
}
