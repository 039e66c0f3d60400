package dev.countersign.config.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How problems quote what was written, and guess at what was meant. */
public final class Wording {
    private static final int LONGEST_QUOTE = 80;

    private Wording() {}

    /** {@code text} in quotation marks on one line: shortened, and with control characters as escapes. */
    public static String quote(String text) {
        return '"' + oneLine(text) + '"';
    }

    /** {@code text} shortened, and with control characters as escapes. */
    public static String oneLine(String text) {
        int end = text.offsetByCodePoints(0, Math.min(LONGEST_QUOTE, text.codePointCount(0, text.length())));
        return end < text.length() ? escape(text.substring(0, end)) + "…" : escape(text);
    }

    /** {@code text} with control characters as escapes. */
    static String escape(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Character.isISOControl(point) || Character.getType(point) == Character.FORMAT) {
                line.append(String.format(Locale.ROOT, "\\u%04x", point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.toString();
    }

    /** The rest of a sentence that helps with a name nobody knows: the likeliest one, else all of them. */
    public static String didYouMean(String written, Collection<String> names, String whatTheyAre) {
        return nearest(written, names)
                .map(near -> "did you mean " + near + "?")
                .orElseGet(() -> names.isEmpty() ? "remove it" : whatTheyAre + ": " + String.join(", ", names));
    }

    /** The one of {@code names} that was probably meant. */
    public static Optional<String> nearest(String written, Collection<String> names) {
        String lower = written.toLowerCase(Locale.ROOT);
        if (lower.length() > LONGEST_QUOTE) {
            return Optional.empty();
        }
        int best = lower.length() <= 3 ? 2 : lower.length() <= 7 ? 3 : 4;
        List<String> nearest = new ArrayList<>();
        for (String name : names) {
            int distance = distance(lower, name.toLowerCase(Locale.ROOT));
            if (distance < best) {
                best = distance;
                nearest.clear();
                nearest.add(name);
            }
        }
        return nearest.stream().findFirst();
    }

    /** Edits that turn one into the other, where swapping two neighbours is one edit. */
    private static int distance(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : cheapest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int cheapest(int[][] edits, String from, String to, int i, int j) {
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
