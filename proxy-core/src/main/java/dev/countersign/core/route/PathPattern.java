package dev.countersign.core.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A behavior's path pattern (CloudFront, "Path pattern"): {@code *} stands for any number of characters, slashes
 * included, {@code ?} for exactly one; everything else for itself, case included; a leading slash may be left out.
 *
 * <p>Between its stars a pattern has pieces of known length. The first and the last have their place, so most paths
 * are told apart by them alone; pieces between them are searched from left to right, where the first place found is
 * as good as any.
 */
public final class PathPattern {
    private final byte[] pattern;
    private final int firstStar;
    private final int lastStar;
    private final int shortest;

    private PathPattern(byte[] pattern) {
        this.pattern = pattern;
        int first = -1;
        int last = -1;
        int stars = 0;
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i] == '*') {
                first = first < 0 ? i : first;
                last = i;
                stars++;
            }
        }
        firstStar = first;
        lastStar = last;
        shortest = pattern.length - stars;
    }

    /** The pattern that {@code text} spells; its characters are ASCII. */
    public static PathPattern of(String text) {
        String rooted = text.startsWith("/") ? text : "/" + text;
        return new PathPattern(rooted.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What every path that matches begins with: all before the first wildcard. */
    byte[] literalBeginning() {
        int end = 0;
        while (end < pattern.length && pattern[end] != '*' && pattern[end] != '?') {
            end++;
        }
        return Arrays.copyOf(pattern, end);
    }

    /** Whether the normalised path {@code path[from .. to)} matches. */
    public boolean matches(byte[] path, int from, int to) {
        if (firstStar < 0) {
            return to - from == pattern.length && fits(0, pattern.length, path, from);
        }
        int tail = pattern.length - lastStar - 1;
        return to - from >= shortest
                && fits(0, firstStar, path, from)
                && fits(lastStar + 1, pattern.length, path, to - tail)
                && fitsBetween(path, from + firstStar, to - tail);
    }

    /** Whether the pieces between the first and the last star are found, one behind the other. */
    private boolean fitsBetween(byte[] path, int from, int to) {
        int at = from;
        int piece = firstStar + 1;
        while (piece < lastStar) {
            int end = piece;
            while (pattern[end] != '*') {
                end++;
            }
            while (!(at + end - piece <= to && fits(piece, end, path, at))) {
                if (at >= to) {
                    return false;
                }
                at++;
            }
            at += end - piece;
            piece = end + 1;
        }
        return true;
    }

    private boolean fits(int piece, int end, byte[] path, int at) {
        for (int i = piece, j = at; i < end; i++, j++) {
            if (pattern[i] != path[j] && pattern[i] != '?') {
                return false;
            }
        }
        return true;
    }
}
