package dev.countersign.server.command.certificates.answer;

import java.util.ArrayList;
import java.util.List;

/** A sentence as lines of a terminal of 80 columns; a word that is longer than a line is left whole. */
public final class Paragraph {
    private static final int WIDTH = 79;
    private static final String INDENT = "  ";

    private Paragraph() {}

    /** Lines of at most 79 characters, each indented by two. */
    public static List<String> indented(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(INDENT);
        for (String word : sentence.split(" ", -1)) {
            boolean begun = line.length() > INDENT.length();
            if (begun && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(INDENT).append(word);
            } else {
                line.append(begun ? " " : "").append(word);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
