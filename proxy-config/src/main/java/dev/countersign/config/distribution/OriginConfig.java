package dev.countersign.config.distribution;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One origin.
 *
 * @param domainName lower case, no trailing dot; the name in Host, in SNI and in the origin's certificate
 * @param address connect here instead of resolving {@code domainName}; the name is still checked
 * @param originPath put in front of the viewer's path; empty, or starts with {@code /} and does not end with one
 * @param connectionAttempts 1 to 3
 * @param connectionTimeout 1 to 10 s; TCP and TLS of one attempt
 * @param connectionMaxAge 1 s to 30 days; how long a connection may be given to new exchanges; empty for no limit
 * @param responseCompletionTimeout over all attempts, from the first one to the response's last byte; at least the
 *     read timeout; empty for no limit
 * @param kind whether it is served at all
 * @param customOriginConfig of another kind than custom: the defaults, which nothing uses
 */
public record OriginConfig(
        String id,
        String domainName,
        Optional<InetAddress> address,
        String originPath,
        int connectionAttempts,
        Duration connectionTimeout,
        Optional<Duration> connectionMaxAge,
        Optional<Duration> responseCompletionTimeout,
        List<CustomHeader> customHeaders,
        OriginKind kind,
        CustomOriginConfig customOriginConfig) {
    public OriginConfig {
        customHeaders = List.copyOf(customHeaders);
    }
}
