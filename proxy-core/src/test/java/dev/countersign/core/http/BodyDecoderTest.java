package dev.countersign.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BodyDecoderTest {
    private final BodyDecoder decoder = new BodyDecoder();

    private static Collection<BodyCase> chunkedBodies() {
        return BodyCase.all();
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("chunkedBodies")
    void chunkedBodiesGetTheirVerdictHoweverTheyAreCut(BodyCase body) {
        int length = body.bytes().length;
        check(body, length + 4, length);
        int stride = length > 2_000 ? 509 : 1;
        for (int cut = 1; cut < length; cut += stride) {
            check(body, cut, length);
        }
        check(body, 1, 1);
    }

    /** Gives {@code first} bytes, then {@code more} at a time. */
    private void check(BodyCase body, int first, int more) {
        ByteBuf in = buffer(body.body() + "NEXT");
        int end = in.writerIndex();
        StringBuilder content = new StringBuilder();
        decoder.start(BodyFraming.CHUNKED, 0);
        BodyStep last = BodyStep.NEED_MORE;
        for (int given = first; last == BodyStep.NEED_MORE; given += more) {
            in.writerIndex(Math.min(given, end));
            last = drain(in, content);
            assertThat(given < end || last != BodyStep.NEED_MORE).isTrue();
        }
        assertThat(content.toString()).isEqualTo(body.content());
        assertThat(last).isEqualTo(body.accepted() ? BodyStep.END : BodyStep.MALFORMED);
        assertThat(decoder.isComplete()).isEqualTo(body.accepted());
        assertThat(decoder.next(in)).as("the answer stays").isEqualTo(last);
        if (body.accepted()) {
            assertThat(in.readerIndex()).isEqualTo(body.bytes().length);
        }
    }

    private BodyStep drain(ByteBuf in, StringBuilder content) {
        while (true) {
            BodyStep step = decoder.next(in);
            if (step != BodyStep.DATA) {
                return step;
            }
            assertThat(decoder.dataLength()).isPositive();
            content.append(in.readCharSequence(decoder.dataLength(), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void bodyOfALengthEndsThere() {
        ByteBuf in = buffer("abcdeNEXT");
        StringBuilder content = new StringBuilder();
        decoder.start(BodyFraming.LENGTH, 5);
        assertThat(drain(in.slice(0, 3), content)).isEqualTo(BodyStep.NEED_MORE);
        assertThat(decoder.isComplete()).isFalse();
        in.skipBytes(3);
        assertThat(decoder.next(in)).isEqualTo(BodyStep.DATA);
        assertThat(decoder.dataLength()).isEqualTo(2);
        assertThat(decoder.isComplete()).as("nothing follows these bytes").isTrue();
        in.skipBytes(2);
        assertThat(decoder.next(in)).isEqualTo(BodyStep.END);
        assertThat(in.readableBytes()).isEqualTo(4);
        assertThat(decoder.endsAtClose()).isFalse();
    }

    @Test
    void largeLengthsDoNotOverflow() {
        ByteBuf in = buffer("abc");
        decoder.start(BodyFraming.LENGTH, 999_999_999_999_999_999L);
        assertThat(drain(in, new StringBuilder())).isEqualTo(BodyStep.NEED_MORE);
        decoder.start(BodyFraming.CHUNKED, 0);
        ByteBuf chunk = buffer("fffffffffffffff\r\nabc");
        StringBuilder content = new StringBuilder();
        assertThat(drain(chunk, content)).isEqualTo(BodyStep.NEED_MORE);
        assertThat(content).hasToString("abc");
    }

    @Test
    void emptyBodiesEndAtOnce() {
        ByteBuf in = buffer("NEXT");
        decoder.start(BodyFraming.NONE, 0);
        assertThat(decoder.next(in)).isEqualTo(BodyStep.END);
        decoder.start(BodyFraming.LENGTH, 0);
        assertThat(decoder.isComplete()).isTrue();
        assertThat(decoder.next(in)).isEqualTo(BodyStep.END);
        assertThat(in.readableBytes()).isEqualTo(4);
    }

    @Test
    void bodyUntilCloseTakesEverything() {
        decoder.start(BodyFraming.UNTIL_CLOSE, 0);
        StringBuilder content = new StringBuilder();
        assertThat(drain(buffer("abc"), content)).isEqualTo(BodyStep.NEED_MORE);
        assertThat(drain(buffer("de"), content)).isEqualTo(BodyStep.NEED_MORE);
        assertThat(content).hasToString("abcde");
        assertThat(decoder.isComplete()).isFalse();
        assertThat(decoder.endsAtClose()).isTrue();
    }

    @Test
    void brokenBodyDoesNotSpoilTheNext() {
        decoder.start(BodyFraming.CHUNKED, 0);
        assertThat(decoder.next(buffer("1;" + "a".repeat(1_025)))).isEqualTo(BodyStep.MALFORMED);
        decoder.start(BodyFraming.CHUNKED, 0);
        StringBuilder content = new StringBuilder();
        assertThat(drain(buffer("1;a\r\nx\r\n0\r\nA: b\r\n\r\n"), content)).isEqualTo(BodyStep.END);
        assertThat(content).hasToString("x");
    }

    @Test
    void whatTheWriterWritesTheDecoderReads() {
        for (int size : new int[] {1, 9, 10, 15, 16, 255, 256, 4_095, 4_096, 65_536}) {
            ByteBuf out = Unpooled.buffer();
            ChunkWriter.writeSizeLine(out, size);
            assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(Integer.toHexString(size) + "\r\n");
            out.writeBytes(new byte[size]);
            ChunkWriter.writeEnd(out);
            ChunkWriter.writeLast(out);
            decoder.start(BodyFraming.CHUNKED, 0);
            StringBuilder content = new StringBuilder();
            assertThat(drain(out, content)).isEqualTo(BodyStep.END);
            assertThat(content).hasSize(size);
            assertThat(out.isReadable()).isFalse();
        }
        ByteBuf large = Unpooled.buffer();
        ChunkWriter.writeSizeLine(large, Integer.MAX_VALUE);
        assertThat(large.toString(StandardCharsets.US_ASCII)).isEqualTo("7fffffff\r\n");
        assertThatThrownBy(() -> ChunkWriter.writeSizeLine(large, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
