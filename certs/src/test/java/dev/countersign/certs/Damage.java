package dev.countersign.certs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files the ways disks, editors and attackers do: a few bytes changed, put in, left out, repeated, cut off. */
final class Damage {
    private static final Pattern BODY = Pattern.compile("(?s)(?<=-----\n)[A-Za-z0-9+/=\n]+(?=\n-----END)");

    /** What makes parsers of lengths, counts and tags stumble. */
    private static final byte[] NASTY = {0, 1, 0x30, 0x7F, (byte) 0x80, (byte) 0x84, (byte) 0xFE, (byte) 0xFF};

    private final Random random;

    Damage(Random random) {
        this.random = random;
    }

    /** One to three injuries. */
    byte[] to(byte[] whole) {
        byte[] damaged = whole;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            damaged = once(damaged);
        }
        return damaged;
    }

    /** One to three bytes changed, so that what surrounds them keeps its lengths and more often parses. */
    byte[] inPlace(byte[] whole) {
        byte[] damaged = whole.clone();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            damaged[random.nextInt(damaged.length)] = any();
        }
        return damaged;
    }

    /** The same to what is inside one block of PEM text, which is well-formed outside. */
    byte[] inABlock(byte[] pem) {
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        Matcher bodies = BODY.matcher(text);
        MatchResult[] found = bodies.results().toArray(MatchResult[]::new);
        if (found.length == 0) {
            return to(pem);
        }
        MatchResult body = found[random.nextInt(found.length)];
        byte[] damaged = to(Base64.getMimeDecoder().decode(body.group()));
        return (text.substring(0, body.start())
                        + Base64.getEncoder().encodeToString(damaged)
                        + text.substring(body.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] once(byte[] whole) {
        if (whole.length == 0) {
            return new byte[] {any()};
        }
        int at = random.nextInt(whole.length);
        int length = Math.min(whole.length - at, 1 + random.nextInt(40));
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(whole, at);
            case 1 -> joined(Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, at + length, whole.length));
            case 2 -> joined(Arrays.copyOf(whole, at + length), Arrays.copyOfRange(whole, at, whole.length));
            case 3 ->
                joined(joined(Arrays.copyOf(whole, at), bytes(length)), Arrays.copyOfRange(whole, at, whole.length));
            default -> {
                byte[] changed = whole.clone();
                changed[at] = any();
                yield changed;
            }
        };
    }

    private byte any() {
        return random.nextBoolean() ? (byte) random.nextInt(256) : NASTY[random.nextInt(NASTY.length)];
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = any();
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
