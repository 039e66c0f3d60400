package dev.countersign.core.http;

import io.netty.buffer.ByteBuf;

/**
 * Finds the content in the bytes behind a head (RFC 9112 sections 6 and 7), resumable at every byte and without
 * garbage. It takes chunk sizes, line ends, chunk extensions and trailers from the buffer and drops them; content
 * stays in the buffer for the caller to take. Reused from message to message; belongs to one event loop.
 */
public final class BodyDecoder {
    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        CHUNKED,
        DONE,
        BROKEN
    }

    private final ChunkScanner chunks = new ChunkScanner();
    private State state = State.DONE;
    private long remaining;
    private int dataLength;

    /**
     * Begins a body.
     *
     * @param length bytes of content; only {@link BodyFraming#LENGTH} uses it
     */
    public void start(BodyFraming framing, long length) {
        state = switch (framing) {
            case NONE -> State.DONE;
            case LENGTH -> length == 0 ? State.DONE : State.LENGTH;
            case CHUNKED -> State.CHUNKED;
            case UNTIL_CLOSE -> State.UNTIL_CLOSE;
        };
        remaining = length;
        chunks.reset();
    }

    /**
     * Goes on with the body. After {@link BodyStep#DATA} the caller takes exactly {@link #dataLength()} bytes from
     * {@code in} before it calls again; after {@link BodyStep#END} and {@link BodyStep#MALFORMED} the answer stays
     * the same.
     */
    public BodyStep next(ByteBuf in) {
        return switch (state) {
            case LENGTH -> data(in, remaining);
            case UNTIL_CLOSE -> data(in, Long.MAX_VALUE);
            case CHUNKED -> chunk(in);
            case DONE -> BodyStep.END;
            case BROKEN -> BodyStep.MALFORMED;
        };
    }

    /** Bytes of content the caller takes after {@link BodyStep#DATA}; at least 1. */
    public int dataLength() {
        return dataLength;
    }

    /** Whether the sender's close is this body's legal end. */
    public boolean endsAtClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** Whether the body ends with what {@link #next} has returned so far, its last content included. */
    public boolean isComplete() {
        return state == State.DONE;
    }

    private BodyStep chunk(ByteBuf in) {
        return switch (chunks.scan(in)) {
            case NEED_MORE -> BodyStep.NEED_MORE;
            case DATA -> {
                dataLength = chunks.takeContent(in.readableBytes());
                yield BodyStep.DATA;
            }
            case END -> {
                state = State.DONE;
                yield BodyStep.END;
            }
            case MALFORMED -> {
                state = State.BROKEN;
                yield BodyStep.MALFORMED;
            }
        };
    }

    private BodyStep data(ByteBuf in, long limit) {
        dataLength = (int) Math.min(limit, in.readableBytes());
        if (dataLength == 0) {
            return BodyStep.NEED_MORE;
        }
        if (state == State.LENGTH) {
            remaining -= dataLength;
            if (remaining == 0) {
                state = State.DONE;
            }
        }
        return BodyStep.DATA;
    }
}
