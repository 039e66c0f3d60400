package dev.countersign.config.distribution;

/** {@code OFFER}: present if the origin asks. {@code REQUIRE}: fail unless it asks. */
public enum MtlsMode {
    OFFER,
    REQUIRE
}
