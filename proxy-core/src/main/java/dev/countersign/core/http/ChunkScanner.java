package dev.countersign.core.http;

import io.netty.buffer.ByteBuf;

/**
 * The grammar of the chunked coding (RFC 9112 section 7.1) as a state machine, with a bound on everything that is
 * not content. Only CRLF ends a line, and no blank stands around an extension's marks (the grammar's "bad
 * whitespace"): the chunk ends where the strictest recipient thinks it does, or the body is refused.
 */
final class ChunkScanner {
    /** A chunk's size fits a long with this many hexadecimal digits. */
    static final int MAX_SIZE_DIGITS = 15;
    /** Bytes of one chunk's extensions, behind the first semicolon, with the carriage return. */
    static final int MAX_EXTENSION = 1024;
    /** By how many bytes extensions may outweigh content, so that one-byte chunks with long extensions end soon. */
    static final int MAX_EXCESS = 16 * 1024;
    /** Bytes of the trailer section, with its line ends. */
    static final int MAX_TRAILERS = 8 * 1024;

    private enum State {
        SIZE,
        EXTENSION_NAME_START,
        EXTENSION_NAME,
        EXTENSION_VALUE_START,
        EXTENSION_VALUE,
        QUOTED,
        QUOTED_PAIR,
        QUOTED_END,
        SIZE_LINE_FEED,
        CONTENT,
        CONTENT_RETURN,
        CONTENT_LINE_FEED,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LINE_FEED,
        LAST_LINE_FEED,
        DONE,
        BROKEN
    }

    private State state = State.SIZE;
    private int digits;
    private long size;
    private int extension;
    private long excess;
    private int trailers;
    private int nameLength;

    void reset() {
        state = State.SIZE;
        digits = 0;
        size = 0;
        extension = 0;
        excess = 0;
        trailers = 0;
    }

    /** Takes framing from {@code in} up to the next content, the body's end, or the buffer's. */
    BodyStep scan(ByteBuf in) {
        while (in.isReadable()) {
            if (state == State.CONTENT) {
                return BodyStep.DATA;
            }
            if (state == State.DONE) {
                break;
            }
            state = step(in.readByte());
            if (state == State.BROKEN) {
                return BodyStep.MALFORMED;
            }
        }
        return state == State.DONE ? BodyStep.END : BodyStep.NEED_MORE;
    }

    /** How many of {@code readable} bytes are content of the current chunk; they count as taken. */
    int takeContent(int readable) {
        int count = (int) Math.min(size, readable);
        size -= count;
        excess = Math.max(0, excess - count);
        if (size == 0) {
            state = State.CONTENT_RETURN;
        }
        return count;
    }

    private State step(byte octet) {
        return switch (state) {
            case SIZE -> size(octet);
            case EXTENSION_NAME_START, EXTENSION_NAME, EXTENSION_VALUE_START, EXTENSION_VALUE -> extension(octet);
            case QUOTED, QUOTED_PAIR, QUOTED_END -> extension(octet);
            case SIZE_LINE_FEED -> octet == '\n' ? endOfSizeLine() : State.BROKEN;
            case CONTENT_RETURN -> octet == '\r' ? State.CONTENT_LINE_FEED : State.BROKEN;
            case CONTENT_LINE_FEED -> octet == '\n' ? State.SIZE : State.BROKEN;
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LINE_FEED, LAST_LINE_FEED -> trailer(octet);
            case CONTENT, DONE, BROKEN -> State.BROKEN;
        };
    }

    private State size(byte octet) {
        if (Octets.is(octet, Octets.HEX)) {
            size = size << 4 | Octets.hexValue(octet);
            digits++;
            return digits > MAX_SIZE_DIGITS ? State.BROKEN : State.SIZE;
        }
        if (digits == 0) {
            return State.BROKEN;
        }
        return switch (octet) {
            case '\r' -> State.SIZE_LINE_FEED;
            case ';' -> State.EXTENSION_NAME_START;
            default -> State.BROKEN;
        };
    }

    private State extension(byte octet) {
        extension++;
        excess++;
        if (extension > MAX_EXTENSION || excess > MAX_EXCESS) {
            return State.BROKEN;
        }
        boolean token = Octets.is(octet, Octets.TOKEN);
        return switch (state) {
            case EXTENSION_NAME_START -> token ? State.EXTENSION_NAME : State.BROKEN;
            case EXTENSION_NAME ->
                token ? State.EXTENSION_NAME : octet == '=' ? State.EXTENSION_VALUE_START : extensionEnd(octet);
            case EXTENSION_VALUE_START -> token ? State.EXTENSION_VALUE : octet == '"' ? State.QUOTED : State.BROKEN;
            case EXTENSION_VALUE -> token ? State.EXTENSION_VALUE : extensionEnd(octet);
            case QUOTED -> quoted(octet);
            case QUOTED_PAIR -> isQuotable(octet) ? State.QUOTED : State.BROKEN;
            default -> extensionEnd(octet);
        };
    }

    private static State quoted(byte octet) {
        return switch (octet) {
            case '"' -> State.QUOTED_END;
            case '\\' -> State.QUOTED_PAIR;
            default -> isQuotable(octet) ? State.QUOTED : State.BROKEN;
        };
    }

    /**
     * RFC 9110 section 5.6.4 without obs-text, which has no use here and which other recipients are known to stumble
     * over.
     */
    private static boolean isQuotable(byte octet) {
        return octet > 0 && Octets.is(octet, Octets.VALUE);
    }

    private static State extensionEnd(byte octet) {
        return switch (octet) {
            case ';' -> State.EXTENSION_NAME_START;
            case '\r' -> State.SIZE_LINE_FEED;
            default -> State.BROKEN;
        };
    }

    private State endOfSizeLine() {
        digits = 0;
        extension = 0;
        return size == 0 ? State.TRAILER_START : State.CONTENT;
    }

    /** Trailers must look like fields, and are dropped: they may not be merged into a head (RFC 9110 section 6.5.1). */
    private State trailer(byte octet) {
        if (++trailers > MAX_TRAILERS) {
            return State.BROKEN;
        }
        return switch (state) {
            case TRAILER_START -> {
                nameLength = 0;
                yield octet == '\r' ? State.LAST_LINE_FEED : trailerName(octet);
            }
            case TRAILER_NAME -> trailerName(octet);
            case TRAILER_VALUE ->
                octet == '\r'
                        ? State.TRAILER_LINE_FEED
                        : Octets.is(octet, Octets.VALUE) ? State.TRAILER_VALUE : State.BROKEN;
            case TRAILER_LINE_FEED -> octet == '\n' ? State.TRAILER_START : State.BROKEN;
            default -> octet == '\n' ? State.DONE : State.BROKEN;
        };
    }

    private State trailerName(byte octet) {
        if (octet == ':') {
            return nameLength > 0 ? State.TRAILER_VALUE : State.BROKEN;
        }
        nameLength++;
        return Octets.is(octet, Octets.TOKEN) ? State.TRAILER_NAME : State.BROKEN;
    }
}
