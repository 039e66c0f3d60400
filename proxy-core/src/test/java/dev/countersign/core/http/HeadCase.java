package dev.countersign.core.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One head and what must come of it.
 *
 * @param source the clause that decides
 * @param head the head; characters are bytes
 * @param expected {@link HeadProblem#NONE} when it must be accepted
 * @param framing an accepted head's framing
 */
record HeadCase(
        String source,
        String head,
        HeadProblem expected,
        @Nullable BodyFraming framing) {
    static HeadCase accepted(String source, BodyFraming framing, String head) {
        return new HeadCase(source, head, HeadProblem.NONE, framing);
    }

    static HeadCase accepted(String source, String head) {
        return accepted(source, BodyFraming.NONE, head);
    }

    static HeadCase refused(HeadProblem expected, String source, String head) {
        return new HeadCase(source, head, expected, null);
    }

    byte[] bytes() {
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(expected + " " + source + ": ");
        head.chars()
                .limit(120)
                .forEach(c -> text.append(c >= 0x20 && c < 0x7F ? "" + (char) c : String.format("\\x%02x", c)));
        return text.toString();
    }
}
