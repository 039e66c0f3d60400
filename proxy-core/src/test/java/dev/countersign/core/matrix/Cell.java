package dev.countersign.core.matrix;

import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.server.RealServer;

/**
 * One cell of the matrix, for each TLS engine.
 *
 * @param resumed the connection's handshake resumed an earlier session
 * @param pooled the connection carried a request before this one
 */
record Cell(RealServer origin, Asking asking, Configured configured, String version, boolean resumed, boolean pooled) {
    /** We refuse the connection, whatever the origin thinks of it. */
    boolean isRefused() {
        return asking == Asking.NEVER ? configured == Configured.REQUIRE : configured == Configured.NONE;
    }
}
