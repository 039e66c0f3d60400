package dev.countersign.core.route;

import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A fixed set of host names, found by their bytes in any case. The hash runs from the end, so that it also hashes
 * every suffix on its way.
 */
final class HostNames {
    static final int NONE = -1;

    private final byte[][] names;
    private final int[] hashes;
    /** Open addressing: a name's index, or {@link #NONE}. */
    private final int[] slots;

    private int count;

    HostNames(int expected) {
        names = new byte[expected][];
        hashes = new int[expected];
        slots = new int[Integer.highestOneBit(Math.max(expected, 1)) * 4];
        Arrays.fill(slots, NONE);
    }

    /** The hash of a name one byte longer to the left. */
    static int extend(int hash, byte octet) {
        return hash * 31 + Octets.lower(octet);
    }

    /**
     * Adds a name, whose index is the number of names before it.
     *
     * @throws IllegalArgumentException if the name is there already
     */
    void add(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        int hash = 0;
        for (int i = bytes.length - 1; i >= 0; i--) {
            bytes[i] = Octets.lower(bytes[i]);
            hash = extend(hash, bytes[i]);
        }
        if (find(hash, bytes, 0, bytes.length) != NONE) {
            throw new IllegalArgumentException("two distributions have the alias " + name);
        }
        int slot = slot(hash);
        while (slots[slot] != NONE) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = count;
        names[count] = bytes;
        hashes[count] = hash;
        count++;
    }

    /** The index of the name {@code bytes[from .. to)}, whose hash is {@code hash}, or {@link #NONE}. */
    int find(int hash, byte[] bytes, int from, int to) {
        int slot = slot(hash);
        for (int index = slots[slot]; index != NONE; index = slots[slot]) {
            if (hashes[index] == hash && isSame(names[index], bytes, from, to)) {
                return index;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return NONE;
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & slots.length - 1;
    }

    private static boolean isSame(byte[] name, byte[] bytes, int from, int to) {
        if (name.length != to - from) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (name[i] != Octets.lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }
}
