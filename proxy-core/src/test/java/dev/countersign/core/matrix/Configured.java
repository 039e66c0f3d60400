package dev.countersign.core.matrix;

/** What an origin's configuration says of our certificate. */
enum Configured {
    CERTIFICATE,
    NONE,
    /** A certificate under {@code mode: require}. */
    REQUIRE
}
