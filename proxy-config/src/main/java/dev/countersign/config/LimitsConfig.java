package dev.countersign.config;

import java.time.Duration;
import java.util.Optional;

/**
 * A limit on everything; sizes in bytes, counts per process unless the name says otherwise.
 *
 * @param requestHeadBytes from the method to the empty line; over it: 494
 * @param urlBytes request-target as received; over it: 414
 * @param requestBodyBytes over it: 413
 * @param requestHeadTimeout from the first byte of a request head to its last
 * @param requestBodyTimeout between two reads of a request body
 * @param viewerWriteTimeout a viewer that does not read
 * @param viewerIdleTimeout between two requests of one viewer connection
 * @param webSocketIdleTimeout without a byte from the origin
 * @param rejectionBackoff empty where each request is to have its handshake
 * @param accessLogQueue bytes per event loop
 */
public record LimitsConfig(
        int viewerConnections,
        int requestHeadBytes,
        int urlBytes,
        long requestBodyBytes,
        int originResponseHeadBytes,
        Duration requestHeadTimeout,
        Duration requestBodyTimeout,
        Duration viewerWriteTimeout,
        Duration viewerIdleTimeout,
        Duration webSocketIdleTimeout,
        int originConnectionsPerOrigin,
        int originHandshakesInFlight,
        int waitingRequestsPerOrigin,
        int serverNamesPerOrigin,
        Optional<RejectionBackoff> rejectionBackoff,
        int accessLogQueue) {

    /**
     * Delays before a handshake is tried with an origin that rejects our certificate, or whose own we refuse.
     *
     * @param first doubles with each further rejection
     * @param max at least {@code first}
     */
    public record RejectionBackoff(Duration first, Duration max) {}
}
