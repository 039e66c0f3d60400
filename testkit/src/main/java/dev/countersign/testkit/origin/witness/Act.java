package dev.countersign.testkit.origin.witness;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a {@link WitnessOrigin} does with a request: the one that its path names, as {@code /any/RESET/thing}. */
public enum Act {
    /** Answers. */
    ANSWER,
    /** Thinks about it first. */
    ANSWER_LATE,
    /** Says that this is the last response, and closes. */
    ANSWER_LAST,
    /** Answers, then closes in order without having said so. */
    LEAVE,
    /** Answers, then resets. */
    VANISH,
    /** Closes in order instead of answering. */
    CLOSE,
    /** Resets instead of answering. */
    RESET,
    /** Resets the first time it sees this request, and answers the second. */
    RESET_ONCE,
    /** Resets in the middle of the response. */
    BREAK_OFF;

    private static final Pattern NAMED = Pattern.compile("/([A-Z_]+)/");

    /** Answering is what is not said otherwise. */
    static Act askedForIn(String path) {
        Matcher named = NAMED.matcher(path);
        return named.find() ? valueOf(named.group(1)) : ANSWER;
    }

    /** Whether the request may fail for it. */
    public boolean isHarmful() {
        return switch (this) {
            case ANSWER, ANSWER_LATE, ANSWER_LAST, LEAVE -> false;
            case VANISH, CLOSE, RESET, RESET_ONCE, BREAK_OFF -> true;
        };
    }
}
