package dev.countersign.server.command.probe;

import java.util.Locale;

/**
 * One thing a person should know of an origin.
 *
 * @param code stable, for programs
 * @param advice one sentence, with what to do; may hold what an origin chose
 */
record Finding(Level level, String code, String advice) {
    /** How much it matters. */
    enum Level {
        /** As it should be. */
        GOOD,
        /** Worth knowing. */
        NOTE,
        /** To be mended before anything depends on it. */
        FAULT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
