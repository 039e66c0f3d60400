package dev.countersign.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages, read by this codec and by Netty's: what this codec accepts, Netty's must accept too, and read
 * the same from it. A run is repeated with {@code -Dfuzz.seed}, lengthened with {@code -Dfuzz.cases}.
 */
final class MessageFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 9112);
    private static final int CASES = Integer.getInteger("fuzz.cases", 20_000);
    private static final int HEAD_LIMIT = 8_192;
    private static final int URL_LIMIT = 4_096;

    /** What this codec may accept although Netty's refuses it: each with its reason. */
    private static final Map<String, Pattern> REVIEWED = Map.of(
            "RFC 9112 7.1: a recipient must expect large sizes; Netty takes 31 bits",
            Pattern.compile("\r\n0*(?:[89a-fA-F][0-9a-fA-F]{7}|[1-9a-fA-F][0-9a-fA-F]{8,14})(;[^\r]*)?\r\n"));

    /** What a codec made of a message; a refused one has no content. */
    private record Reading(boolean accepted, String head, String content) {
        static final Reading REFUSED = new Reading(false, "", "");
    }

    @Test
    void requestsAreNeverReadMoreLaxlyThanByNetty() {
        List<byte[]> corpus = withBodies(RequestHeads.all().stream());
        compare(new Mutations(new Random(SEED), corpus), true);
    }

    @Test
    void responsesAreNeverReadMoreLaxlyThanByNetty() {
        List<byte[]> corpus = withBodies(ResponseHeads.all().stream());
        compare(new Mutations(new Random(SEED + 1), corpus), false);
    }

    private static List<byte[]> withBodies(Stream<HeadCase> heads) {
        List<byte[]> corpus = new ArrayList<>();
        List<HeadCase> shortHeads =
                heads.filter(head -> head.head().length() < 1_000).toList();
        for (HeadCase head : shortHeads) {
            corpus.add(head.bytes());
            if (head.framing() == BodyFraming.LENGTH) {
                corpus.add(bytes(head.head() + "abcdefg"));
            }
            if (head.framing() == BodyFraming.CHUNKED) {
                BodyCase.all().stream()
                        .filter(body -> body.body().length() < 1_000)
                        .forEach(body -> corpus.add(bytes(head.head() + body.body())));
            }
        }
        return corpus;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void compare(Mutations mutations, boolean request) {
        System.out.printf("fuzz.seed=%d fuzz.cases=%d%n", SEED, CASES);
        Random cuts = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] message = mutations.next();
            String described = HeadCase.accepted("case " + i, new String(message, StandardCharsets.ISO_8859_1))
                    .toString();
            Reading whole = ours(message, message.length, request);
            Reading pieces = ours(message, 1 + cuts.nextInt(7), request);
            assertThat(pieces).as("in pieces: %s", described).isEqualTo(whole);
            if (whole.accepted()) {
                accepted++;
                Reading netty = netty(message, request);
                if (netty.accepted() || !isReviewed(message)) {
                    assertThat(netty).as(described).isEqualTo(whole);
                }
            }
        }
        assertThat(accepted).as("messages that say something").isGreaterThan(CASES / 20);
    }

    private static boolean isReviewed(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return REVIEWED.values().stream()
                .anyMatch(pattern -> pattern.matcher(text).find());
    }

    private static Reading ours(byte[] message, int piece, boolean request) {
        ByteBuf in = Unpooled.wrappedBuffer(message).writerIndex(0);
        Reading reading = ours(in, message.length, piece, request);
        assertThat(in.refCnt()).as("nobody else holds the buffer").isEqualTo(1);
        in.release();
        return reading;
    }

    private static Reading ours(ByteBuf in, int length, int piece, boolean request) {
        HeadParser parser =
                request ? HeadParser.forRequests(HEAD_LIMIT, URL_LIMIT) : HeadParser.forResponses(HEAD_LIMIT);
        Head head = new Head();
        BodyDecoder body = new BodyDecoder();
        StringBuilder content = new StringBuilder();
        boolean complete = false;
        while (in.writerIndex() < length) {
            in.writerIndex(Math.min(length, in.writerIndex() + piece));
            if (!complete) {
                ParseResult result = parser.parse(in, head);
                if (result == ParseResult.MALFORMED) {
                    return Reading.REFUSED;
                }
                complete = result == ParseResult.COMPLETE;
                body.start(request ? head.framing() : BodyFraming.ofResponse(head, Method.GET), head.contentLength());
            }
            if (complete && drain(body, in, content) == BodyStep.MALFORMED) {
                return Reading.REFUSED;
            }
        }
        return complete ? new Reading(true, describe(head, request), content.toString()) : Reading.REFUSED;
    }

    private static BodyStep drain(BodyDecoder body, ByteBuf in, StringBuilder content) {
        BodyStep step = body.next(in);
        while (step == BodyStep.DATA) {
            content.append(in.readCharSequence(body.dataLength(), StandardCharsets.ISO_8859_1));
            step = body.next(in);
        }
        return step;
    }

    private static String describe(Head head, boolean request) {
        StringBuilder text = new StringBuilder();
        text.append(request ? text(head, 0, head.methodEnd()) : head.status()).append('|');
        text.append(request ? text(head, head.targetStart(), head.targetEnd()) : "")
                .append('|');
        text.append(head.minorVersion());
        for (int i = 0; i < head.fieldCount(); i++) {
            if (!request && mustNotHaveCoding(head.status()) && head.field(i) == Field.TRANSFER_ENCODING) {
                continue; // Netty takes it out of the message
            }
            text.append('|').append(text(head, head.nameStart(i), head.nameEnd(i)));
            text.append('=').append(text(head, head.valueStart(i), head.valueEnd(i)));
        }
        return text.toString();
    }

    /** RFC 9112 section 6.1. */
    private static boolean mustNotHaveCoding(int status) {
        return status < 200 || status == 204;
    }

    private static String text(Head head, int from, int to) {
        return new String(head.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static Reading netty(byte[] message, boolean request) {
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(HEAD_LIMIT).setMaxHeaderSize(HEAD_LIMIT);
        EmbeddedChannel channel =
                new EmbeddedChannel(request ? new HttpRequestDecoder(config) : new HttpResponseDecoder(config));
        channel.writeInbound(Unpooled.wrappedBuffer(message));
        String head = "";
        StringBuilder content = new StringBuilder();
        boolean accepted = true;
        boolean ended = false;
        for (Object part = channel.readInbound(); part != null && !ended; part = channel.readInbound()) {
            accepted &= ((HttpObject) part).decoderResult().isSuccess();
            if (part instanceof HttpMessage start) {
                head = describe(start);
            }
            if (part instanceof HttpContent body) {
                content.append(body.content().toString(StandardCharsets.ISO_8859_1));
            }
            ended = part instanceof LastHttpContent;
            ReferenceCountUtil.release(part);
        }
        channel.finishAndReleaseAll();
        return accepted && !head.isEmpty() ? new Reading(true, head, content.toString()) : Reading.REFUSED;
    }

    private static String describe(HttpMessage message) {
        StringBuilder text = new StringBuilder();
        if (message instanceof HttpRequest request) {
            text.append(request.method().name()).append('|').append(request.uri());
        } else if (message instanceof HttpResponse response) {
            text.append(response.status().code()).append('|');
        }
        text.append('|').append(message.protocolVersion().minorVersion());
        for (Map.Entry<String, String> field : message.headers()) {
            text.append('|').append(field.getKey()).append('=').append(field.getValue());
        }
        return text.toString();
    }
}
