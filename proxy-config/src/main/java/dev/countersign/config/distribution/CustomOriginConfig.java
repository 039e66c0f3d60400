package dev.countersign.config.distribution;

import dev.countersign.config.TlsVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How an origin is spoken to.
 *
 * @param originSslProtocols at least one; honoured exactly
 * @param postQuantum a post-quantum key agreement is offered, where the TLS provider has one
 * @param originReadTimeout 1 to 120 s; to the first response byte, and between two reads
 * @param originKeepaliveTimeout 1 to 300 s; idle time of a pooled connection
 */
public record CustomOriginConfig(
        int httpPort,
        int httpsPort,
        OriginProtocolPolicy originProtocolPolicy,
        Set<TlsVersion> originSslProtocols,
        boolean postQuantum,
        Duration originReadTimeout,
        Duration originKeepaliveTimeout,
        IpAddressType ipAddressType,
        OriginTrust trust,
        Optional<OriginMtlsConfig> originMtlsConfig) {
    public CustomOriginConfig {
        originSslProtocols = Set.copyOf(originSslProtocols);
    }
}
