package dev.countersign.core.exchange;

import java.security.SecureRandom;

/** Request ids: opaque, unique, 24 characters of URL-safe base64. Not secret. Belongs to one event loop. */
final class RequestIds {
    private static final byte[] ALPHABET = alphabet();
    private static final int LENGTH = 24;
    private static final int BITS = 6;
    private static final int HALF = LENGTH / 2;
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private final long prefix;
    private long state;

    RequestIds() {
        SecureRandom random = new SecureRandom();
        prefix = random.nextLong();
        state = random.nextLong();
    }

    byte[] next() {
        state += GOLDEN_RATIO;
        byte[] id = new byte[LENGTH];
        write(prefix ^ mix(state), id, 0);
        write(mix(state ^ prefix), id, HALF);
        return id;
    }

    private static void write(long value, byte[] id, int from) {
        long rest = value;
        for (int i = 0; i < HALF; i++) {
            id[from + i] = ALPHABET[(int) (rest & ((1 << BITS) - 1))];
            rest >>>= BITS - 1;
        }
    }

    /** SplitMix64's finaliser: a bijection, so different states give different ids. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static byte[] alphabet() {
        byte[] letters = new byte[1 << BITS];
        String text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) text.charAt(i);
        }
        return letters;
    }
}
