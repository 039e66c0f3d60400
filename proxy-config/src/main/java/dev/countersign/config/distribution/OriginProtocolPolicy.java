package dev.countersign.config.distribution;

/** Which scheme an origin is reached by; an origin with a client certificate takes {@code HTTPS_ONLY} only. */
public enum OriginProtocolPolicy {
    HTTP_ONLY,
    HTTPS_ONLY,
    MATCH_VIEWER
}
