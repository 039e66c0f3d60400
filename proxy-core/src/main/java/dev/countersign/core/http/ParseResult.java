package dev.countersign.core.http;

/** What {@link HeadParser#parse} found. */
public enum ParseResult {
    /** All bytes given were taken and the head goes on. */
    INCOMPLETE,
    /** The head is complete and legal; bytes behind it were left. */
    COMPLETE,
    /**
     * Not a head this proxy lets pass; {@link HeadParser#problem()} says why. The connection cannot be read further.
     */
    MALFORMED
}
