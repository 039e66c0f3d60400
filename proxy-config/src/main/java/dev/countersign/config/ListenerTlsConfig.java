package dev.countersign.config;

import java.time.Duration;
import java.util.List;

/**
 * TLS towards viewers.
 *
 * @param certificates at least one; chosen by SNI (exact, then wildcard), the first answers where none matches
 * @param handshakeTimeout from accept to the end of the handshake
 * @param clientHelloBytes the largest ClientHello read before the connection is closed
 */
public record ListenerTlsConfig(
        List<CertificateFiles> certificates,
        TlsVersion minimumVersion,
        Duration handshakeTimeout,
        int clientHelloBytes) {
    public ListenerTlsConfig {
        certificates = List.copyOf(certificates);
    }
}
