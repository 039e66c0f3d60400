package dev.countersign.core.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A growing array of bytes to write heads, pages and log lines into; reused, belongs to one event loop. */
public final class ByteWriter {
    private byte[] bytes;
    private int length;

    public ByteWriter(int room) {
        bytes = new byte[room];
    }

    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public void clear() {
        length = 0;
    }

    /** Cuts back to an earlier {@link #length()}. */
    public void truncate(int earlier) {
        length = earlier;
    }

    public ByteWriter put(int value) {
        ensureRoom(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteWriter put(byte[] source) {
        return put(source, 0, source.length);
    }

    public ByteWriter put(byte[] source, int from, int count) {
        ensureRoom(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** Writes a string whose characters are all below 128. */
    @SuppressWarnings(
            "deprecation") // getBytes(int, int, byte[], int) is the copy without a charset and without garbage
    public ByteWriter ascii(String text) {
        int count = text.length();
        ensureRoom(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** Writes a number of at least 0 in decimal. */
    public ByteWriter decimal(long value) {
        ensureRoom(19);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int at = length + digits;
        length = at;
        long rest = value;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    /** Copies everything written to {@code target}. */
    public void copyTo(ByteBuf target) {
        target.writeBytes(bytes, 0, length);
    }

    private void ensureRoom(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}
