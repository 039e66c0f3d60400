package dev.countersign.core.tls;

/** How a handshake with an origin ended. */
public sealed interface HandshakeResult {
    /** Both sides are content; under TLS 1.3 the origin may still say no. */
    record Done(OriginHandshake handshake) implements HandshakeResult {}

    /** Refused by one of the two, or broken; what was learned before stands in {@code handshake}. */
    record Failed(MtlsOutcome outcome, OriginHandshake handshake) implements HandshakeResult {}
}
