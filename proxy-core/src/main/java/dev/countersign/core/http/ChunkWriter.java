package dev.countersign.core.http;

import io.netty.buffer.ByteBuf;

/**
 * Writes the chunked coding's framing (RFC 9112 section 7.1): size line, content by the caller, end; last of all the
 * last chunk.
 */
public final class ChunkWriter {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final byte[] LAST = {'0', '\r', '\n', '\r', '\n'};

    /** Room for the longest size line: eight digits and its end. */
    public static final int MAX_SIZE_LINE = 10;

    /** Bytes of the last chunk with an empty trailer section. */
    public static final int LAST_LENGTH = 5;

    private ChunkWriter() {}

    /**
     * Writes the line before a chunk's content.
     *
     * @param size bytes of content, at least 1: a chunk of 0 would end the body
     */
    public static void writeSizeLine(ByteBuf out, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a chunk of " + size + " bytes");
        }
        int shift = (31 - Integer.numberOfLeadingZeros(size)) & ~3;
        for (; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[size >>> shift & 15]);
        }
        writeEnd(out);
    }

    /** Writes what follows a chunk's content. */
    public static void writeEnd(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }

    /** Writes the last chunk and an empty trailer section, which end the body. */
    public static void writeLast(ByteBuf out) {
        out.writeBytes(LAST);
    }
}
