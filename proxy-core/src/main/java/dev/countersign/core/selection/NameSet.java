package dev.countersign.core.selection;

import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A fixed set of names, found by their bytes and without a String. */
public final class NameSet {
    private final boolean anyCase;
    /** Open addressing, at most half full. */
    private final byte[][] slots;

    private NameSet(List<String> names, boolean anyCase) {
        this.anyCase = anyCase;
        slots = new byte[Integer.highestOneBit(Math.max(names.size(), 1)) * 4][];
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            if (!contains(bytes, 0, bytes.length)) {
                slots[free(bytes)] = bytes;
            }
        }
    }

    /** Compared byte by byte. */
    public static NameSet exact(List<String> names) {
        return new NameSet(names, false);
    }

    /** Compared with ASCII case aside. */
    public static NameSet inAnyCase(List<String> names) {
        return new NameSet(names, true);
    }

    /** Whether the name {@code bytes[from .. to)}, which may be empty, is one of them. */
    public boolean contains(byte[] bytes, int from, int to) {
        int slot = slot(bytes, from, to);
        for (byte[] name = slots[slot]; name != null; name = slots[slot]) {
            if (isSame(name, bytes, from, to)) {
                return true;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return false;
    }

    private int free(byte[] name) {
        int slot = slot(name, 0, name.length);
        while (slots[slot] != null) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    /** From what differs most between names, at no cost per byte; setting bit 5 folds the letters' case. */
    private int slot(byte[] bytes, int from, int to) {
        int ends = from == to ? 0 : (bytes[from] | 0x20) * 5 + (bytes[to - 1] | 0x20) * 11;
        return ends + (to - from) * 3 & slots.length - 1;
    }

    private boolean isSame(byte[] name, byte[] bytes, int from, int to) {
        if (name.length != to - from) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte octet = bytes[from + i];
            if (name[i] != octet && !(anyCase && Octets.lower(name[i]) == Octets.lower(octet))) {
                return false;
            }
        }
        return true;
    }
}
