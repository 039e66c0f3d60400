package dev.countersign.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HeadParserTest {
    private static final byte[] REST = "NEXT".getBytes(StandardCharsets.US_ASCII);

    private static Collection<HeadCase> requestHeads() {
        return RequestHeads.all();
    }

    private static Collection<HeadCase> responseHeads() {
        return ResponseHeads.all();
    }

    @ParameterizedTest
    @MethodSource("requestHeads")
    void requestHeadsGetTheirVerdictHoweverTheyAreCut(HeadCase head) {
        checkAllCuts(head, HeadParser.forRequests(RequestHeads.HEAD_LIMIT, RequestHeads.URL_LIMIT));
    }

    @ParameterizedTest
    @MethodSource("responseHeads")
    void responseHeadsGetTheirVerdictHoweverTheyAreCut(HeadCase head) {
        checkAllCuts(head, HeadParser.forResponses(ResponseHeads.HEAD_LIMIT));
    }

    /** Whole, cut once at every byte (large heads: at every 509th), and byte by byte: one verdict and one table. */
    private static void checkAllCuts(HeadCase head, HeadParser parser) {
        byte[] bytes = head.bytes();
        String whole = parse(parser, bytes, bytes.length);
        if (head.expected() == HeadProblem.NONE) {
            assertThat(whole).startsWith("COMPLETE NONE " + head.framing());
        } else {
            assertThat(whole).isEqualTo("MALFORMED " + head.expected());
        }
        int stride = bytes.length > 2_000 ? 509 : 1;
        for (int cut = 1; cut < bytes.length; cut += stride) {
            assertThat(parse(parser, bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
        assertThat(parse(parser, bytes, 1, true)).as("byte by byte").isEqualTo(whole);
    }

    private static String parse(HeadParser parser, byte[] bytes, int cut) {
        return parse(parser, bytes, cut, false);
    }

    /** Feeds the head, then what follows it, and describes the verdict and the whole table. */
    private static String parse(HeadParser parser, byte[] bytes, int piece, boolean allPieces) {
        byte[] stream = Arrays.copyOf(bytes, bytes.length + REST.length);
        System.arraycopy(REST, 0, stream, bytes.length, REST.length);
        Head head = new Head();
        ByteBuf in = Unpooled.wrappedBuffer(stream);
        parser.reset();
        assertThat(parser.started()).isFalse();
        ParseResult result = ParseResult.INCOMPLETE;
        for (int given = piece; result == ParseResult.INCOMPLETE; given += allPieces ? piece : stream.length) {
            in.writerIndex(Math.min(given, stream.length));
            result = parser.parse(in, head);
            assertThat(parser.started() || result == ParseResult.MALFORMED).isTrue();
            assertThat(given < stream.length || result != ParseResult.INCOMPLETE)
                    .as("a verdict when all has arrived")
                    .isTrue();
        }
        if (result == ParseResult.MALFORMED) {
            return result + " " + parser.problem();
        }
        assertThat(in.readerIndex()).isEqualTo(bytes.length);
        assertThat(head.length()).isEqualTo(bytes.length);
        assertThat(Arrays.equals(head.bytes(), 0, bytes.length, bytes, 0, bytes.length))
                .isTrue();
        return result + " " + parser.problem() + " " + describe(head);
    }

    private static String describe(Head head) {
        return head.framing() + " " + head.contentLength() + " " + head.method() + " 1." + head.minorVersion() + " "
                + head.status() + " [" + text(head, head.targetStart(), head.targetEnd()) + "] path ["
                + text(head, head.pathStart(), head.pathEnd()) + "] host ["
                + text(head, head.hostStart(), head.hostEnd())
                + "] "
                + IntStream.range(0, head.fieldCount())
                        .mapToObj(i -> head.field(i) + "|" + text(head, head.nameStart(i), head.nameEnd(i)) + "|"
                                + text(head, head.valueStart(i), head.valueEnd(i)))
                        .collect(Collectors.joining(";"));
    }

    private static String text(Head head, int from, int to) {
        return new String(head.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static Head parsed(HeadParser parser, String text) {
        Head head = new Head();
        assertThat(parser.parse(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1), head))
                .isEqualTo(ParseResult.COMPLETE);
        return head;
    }

    private static Head request(String text) {
        return parsed(HeadParser.forRequests(RequestHeads.HEAD_LIMIT, RequestHeads.URL_LIMIT), text);
    }

    @Test
    void everyProblemHasACase() {
        Set<HeadProblem> seen = Stream.concat(RequestHeads.all().stream(), ResponseHeads.all().stream())
                .map(HeadCase::expected)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(HeadProblem.class)));
        assertThat(seen).containsExactlyInAnyOrder(HeadProblem.values());
    }

    @Test
    void tableTellsTheRequestApart() {
        String line = "PUT http://a.example:80/b/c?d HTTP/1.1\r\n";
        Head head = request(line + "host: A.example:80\r\nX-y:\t z \r\nCONTENT-LENGTH: 12\r\n\r\n");
        assertThat(describe(head))
                .isEqualTo("LENGTH 12 PUT 1.1 0 [http://a.example:80/b/c?d] path [/b/c] host [a.example:80] "
                        + "HOST|host|A.example:80;OTHER|X-y|z;CONTENT_LENGTH|CONTENT-LENGTH|12");
        assertThat(text(head, 0, head.methodEnd())).isEqualTo("PUT");
    }

    @Test
    void tableTellsTheResponseApart() {
        Head head = parsed(HeadParser.forResponses(4096), "HTTP/1.0 503 No\r\nServer: x\r\n\r\n");
        assertThat(describe(head)).startsWith("NONE 0 OTHER 1.0 503 ").endsWith("SERVER|Server|x");
    }

    @Test
    void headIsReusedForTheNextMessageOfTheConnection() {
        HeadParser parser = HeadParser.forRequests(4096, 1024);
        Head head = new Head();
        ByteBuf in = Unpooled.copiedBuffer(
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nGET /b HTTP/1.0\r\n\r\n",
                StandardCharsets.US_ASCII);
        assertThat(parser.parse(in, head)).isEqualTo(ParseResult.COMPLETE);
        assertThatThrownBy(() -> parser.parse(in, head)).isInstanceOf(IllegalStateException.class);
        parser.reset();
        assertThat(parser.parse(in, head)).isEqualTo(ParseResult.COMPLETE);
        assertThat(describe(head)).isEqualTo("NONE 0 GET 1.0 0 [/b] path [/b] host [] ");
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void framingOfAResponseDependsOnItsRequest() {
        Head length = parsed(HeadParser.forResponses(4096), "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n");
        assertThat(BodyFraming.ofResponse(length, Method.GET)).isEqualTo(BodyFraming.LENGTH);
        assertThat(BodyFraming.ofResponse(length, Method.HEAD)).isEqualTo(BodyFraming.NONE);
        for (int status : new int[] {100, 101, 103, 204, 304}) {
            Head none = parsed(
                    HeadParser.forResponses(4096), "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(BodyFraming.ofResponse(none, Method.GET)).isEqualTo(BodyFraming.NONE);
        }
        Head neither = parsed(HeadParser.forResponses(4096), "HTTP/1.1 500 No\r\n\r\n");
        assertThat(BodyFraming.ofResponse(neither, Method.GET)).isEqualTo(BodyFraming.UNTIL_CLOSE);
    }

    @Test
    void statusesAreWhatTheViewerGets() {
        assertThat(Arrays.stream(HeadProblem.values()).map(HeadProblem::status).distinct())
                .containsExactlyInAnyOrder(0, 400, 414, 494, 501, 505);
        assertThat(HeadProblem.TARGET_TOO_LONG.status()).isEqualTo(414);
        assertThat(HeadProblem.HEAD_TOO_LARGE.status()).isEqualTo(494);
        assertThat(HeadProblem.VERSION_UNSUPPORTED.status()).isEqualTo(505);
    }
}
