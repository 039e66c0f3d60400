package dev.countersign.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RenegotiationGuardTest {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int DATA = 23;

    private final AtomicInteger refusals = new AtomicInteger();
    private final RenegotiationGuard guard = new RenegotiationGuard(refusals::incrementAndGet);
    private final EmbeddedChannel channel = new EmbeddedChannel(guard);

    private static byte[] record(int type, int length) {
        byte[] record = new byte[5 + length];
        Arrays.fill(record, (byte) HANDSHAKE); // content that looks like what is looked for
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    private static byte[] handshake() {
        return join(
                record(HANDSHAKE, 90), record(HANDSHAKE, 3000), record(CHANGE_CIPHER_SPEC, 1), record(HANDSHAKE, 40));
    }

    private void receive(byte[] bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    /** Everything that was passed on since the last call. */
    private byte[] passed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuf next;
        while ((next = channel.readInbound()) != null) {
            byte[] bytes = new byte[next.readableBytes()];
            next.readBytes(bytes);
            next.release();
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private void shakeHands() {
        receive(handshake());
        assertThat(guard.handshakeDone()).isFalse();
        assertThat(passed()).isEqualTo(handshake());
    }

    @Test
    void recordsOfAnOrdinaryConnectionPassInTheVeryBufferTheyCameIn() {
        shakeHands();
        ByteBuf ordinary =
                Unpooled.copiedBuffer(join(record(DATA, 16384), record(DATA, 0), record(DATA, 256), record(ALERT, 26)));

        channel.writeInbound(ordinary);

        assertThat(channel.<ByteBuf>readInbound()).isSameAs(ordinary);
        assertThat(refusals).hasValue(0);
        ordinary.release();
    }

    @Test
    void whatStandsBeforeTheQuestionPassesAndNothingElseDoes() {
        shakeHands();
        ByteBuf buffer = Unpooled.copiedBuffer(join(record(DATA, 500), record(HANDSHAKE, 24), record(DATA, 700)));

        channel.writeInbound(buffer);

        assertThat(passed()).isEqualTo(record(DATA, 500));
        assertThat(buffer.refCnt()).isZero();
        assertThat(refusals).hasValue(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void firstByteOfTheQuestionIsEnough() {
        shakeHands();
        ByteBuf buffer = Unpooled.copiedBuffer(new byte[] {HANDSHAKE});

        channel.writeInbound(buffer);

        assertThat(passed()).isEmpty();
        assertThat(buffer.refCnt()).isZero();
        assertThat(refusals).hasValue(1);
    }

    @Test
    void questionThatCameAlongWithTheFinishedIsToldWhenTheHandshakeIsDone() {
        byte[] atOnce = join(handshake(), record(HANDSHAKE, 24), record(DATA, 10));
        receive(atOnce);
        assertThat(passed()).isEqualTo(atOnce); // whether it is one nobody knows before the handshake is done

        assertThat(guard.handshakeDone()).isTrue();

        ByteBuf more = Unpooled.copiedBuffer(record(DATA, 10));
        channel.writeInbound(more);
        assertThat(passed()).isEmpty();
        assertThat(more.refCnt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000, 20_000})
    void questionIsFoundHoweverTheBytesAreCut(int mostBytes) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        shakeHands();
        ByteArrayOutputStream ordinary = new ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
            ordinary.writeBytes(record(DATA, random.nextInt(i % 5 == 0 ? 16385 : 20)));
        }
        byte[] stream = join(ordinary.toByteArray(), record(HANDSHAKE, 24), record(DATA, 100));

        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(mostBytes));
            boolean reached = to > ordinary.size();
            if (channel.isOpen()) {
                receive(Arrays.copyOfRange(stream, from, to));
            }
            seen.writeBytes(passed());
            assertThat(refusals).as("after byte %d", to).hasValue(reached ? 1 : 0);
            from = to;
        }
        assertThat(seen.toByteArray()).isEqualTo(ordinary.toByteArray());
    }
}
