package dev.countersign.certs.pem;

import java.nio.file.Path;

/**
 * Why a file's content cannot be used. The message is the rest of a sentence that begins with the file's name; it says
 * what to do and never repeats content. There is no cause: parsers quote what they read, which may be a key.
 */
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A reason.
     *
     * @param reason such as {@code "is empty"}
     */
    public Unreadable(String reason) {
        super(reason, null, false, false);
    }

    /** The whole sentence, for an operator. */
    public String in(Path file) {
        return file + " " + getMessage();
    }
}
