package dev.countersign.core.viewer;

import java.time.Duration;
import java.util.Optional;

/**
 * What every connection of one bound address shares.
 *
 * @param name {@code host:port}, for the log
 */
public record Listener(String name, Optional<Tls> tls) {
    /** Sizes in bytes; the timeout covers the whole handshake. */
    public record Tls(ViewerCertificates certificates, int clientHelloBytes, Duration handshakeTimeout) {}
}
