package dev.countersign.core.destination;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.tls.OriginTls;
import java.util.Optional;

/**
 * One origin of one snapshot, with everything a connection to it needs.
 *
 * @param name {@code DISTRIBUTION/ORIGIN}
 * @param certificate what is presented when the origin asks
 * @param plain where and how over HTTP
 * @param secure where and how over HTTPS
 * @param customHeaderLines ready to write, each with its CRLF
 * @param plainHostLine {@code Host: ...} with CRLF, over HTTP; {@code secureHostLine} over HTTPS
 */
public record OriginTarget(
        String name,
        OriginConfig config,
        Optional<ClientCertificate> certificate,
        OriginTls tls,
        PoolKey plain,
        PoolKey secure,
        OriginBudget budget,
        OriginMeters meters,
        byte[] customHeaderLines,
        byte[] plainHostLine,
        byte[] secureHostLine) {

    /** An origin with a client certificate: nothing that cannot carry one may be sent to it. */
    public boolean isMtls() {
        return config.customOriginConfig().originMtlsConfig().isPresent();
    }

    public boolean mustAsk() {
        return secure.mustAsk();
    }

    public long readTimeoutNanos() {
        return config.customOriginConfig().originReadTimeout().toNanos();
    }

    public PoolKey key(boolean overTls) {
        return overTls ? secure : plain;
    }

    public byte[] hostLine(boolean overTls) {
        return overTls ? secureHostLine : plainHostLine;
    }
}
