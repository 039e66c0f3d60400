package dev.countersign.core.tls;

import org.jspecify.annotations.Nullable;

/** How a handshake with an origin ended. */
public sealed interface HandshakeResult {
    /** Both sides are content; under TLS 1.3 the origin may still say no. */
    record Done(OriginHandshake handshake) implements HandshakeResult {}

    /**
     * Refused by one of the two, or broken; what was learned before stands in {@code handshake}.
     *
     * @param because what was refused by us, for the log; null where we refused nothing
     */
    record Failed(
            MtlsOutcome outcome,
            OriginHandshake handshake,
            @Nullable String because) implements HandshakeResult {}
}
