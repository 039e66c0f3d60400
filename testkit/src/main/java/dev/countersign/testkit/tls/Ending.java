package dev.countersign.testkit.tls;

/** What an origin does instead of going on. */
public sealed interface Ending {
    /** A fatal alert, and the end of the connection. */
    record Alert(int number) implements Ending {
        @Override
        public String toString() {
            return "alert " + number;
        }
    }

    /** Without an alert. */
    enum Wordless implements Ending {
        /** TCP is reset. */
        RESET,
        /** TCP ends in order, TLS does not. */
        FIN,
        /** TLS ends in order; TCP stays open. */
        CLOSE_NOTIFY,
        /** An answer in plain HTTP; TCP stays open. */
        GARBAGE,
        /** A well-formed TLS record that nobody can make sense of; TCP stays open. */
        GARBLED_RECORD,
        /** Nothing at all; TCP stays open. */
        SILENCE
    }
}
