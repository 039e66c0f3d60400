package dev.countersign.server.command.certificates.answer;

import java.util.ArrayList;
import java.util.List;

/** A sentence as lines of a terminal of 80 columns; a word that is longer than a line is left whole. */
public final class Paragraph {
    private static final int WIDTH = 79;

    private Paragraph() {}

    /** Lines of at most 79 characters, the first behind {@code head}, each other one behind {@code margin}. */
    public static List<String> lines(String head, String margin, String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(head);
        String before = "";
        for (String word : sentence.split(" ", -1)) {
            if (!before.isEmpty() && line.length() + before.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line = new StringBuilder(margin).append(word);
            } else {
                line.append(before).append(word);
            }
            before = " ";
        }
        lines.add(line.toString());
        return lines;
    }
}
