package dev.countersign.core.viewer;

/** What a response says about its connection (RFC 9112 section 9.3). */
enum Persistence {
    CLOSE,
    /** HTTP/1.1: nothing needs saying. */
    KEEP_ALIVE,
    /** HTTP/1.0: it has to be said. */
    KEEP_ALIVE_SAID
}
