package dev.countersign.certs.naming;

import java.util.regex.Pattern;

/**
 * Text that whoever issued a certificate chose, made fit for a terminal, a log line and a table: what could begin a line, move
 * a cursor, turn the direction of writing or hide is a question mark, and what is too long is cut.
 */
public final class Printable {
    private static final String CUT = "...";

    /** Control (escape and C1 included), format (bidirectional marks included), lone surrogates, unassigned; line ends. */
    private static final Pattern HARMFUL = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Printable() {}

    /**
     * The text, harmless.
     *
     * @param longest in characters; what is longer ends in three dots after them
     */
    public static String of(String text, int longest) {
        // Cut first: half of a pair that the cut leaves behind is then replaced like any other.
        String kept = text.length() <= longest ? text : text.substring(0, longest) + CUT;
        return HARMFUL.matcher(kept).replaceAll("?");
    }
}
