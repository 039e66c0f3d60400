package dev.countersign.core.destination;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.tls.OriginTls;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One origin of one snapshot, with everything a connection to it needs.
 *
 * @param name {@code DISTRIBUTION/ORIGIN}
 * @param certificate what is presented when the origin asks
 * @param fallback the same under the identity that is presented where this one is rejected; a fallback has none itself
 * @param plain where and how over HTTP
 * @param secure where and how over HTTPS
 * @param customHeaderLines ready to write, each with its CRLF
 * @param plainHostLine {@code Host: ...} with CRLF, over HTTP; {@code secureHostLine} over HTTPS
 */
public record OriginTarget(
        String name,
        OriginConfig config,
        Optional<ClientCertificate> certificate,
        Optional<Fallback> fallback,
        OriginTls tls,
        RejectionBackoff backoff,
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

    /** The same origin, presenting another certificate by another TLS context and pool key. */
    public OriginTarget under(
            ClientCertificate other, OriginTls otherTls, RejectionBackoff otherBackoff, PoolKey otherKey) {
        return new OriginTarget(
                name,
                config,
                Optional.of(other),
                Optional.empty(),
                otherTls,
                otherBackoff,
                plain,
                otherKey,
                budget,
                meters,
                customHeaderLines,
                plainHostLine,
                secureHostLine);
    }

    /** The same origin under no identity, by a TLS context of its own. */
    public OriginTarget underNone(OriginTls otherTls) {
        return new OriginTarget(
                name,
                config,
                Optional.empty(),
                Optional.empty(),
                otherTls,
                backoff,
                plain,
                secure.underNone(),
                budget,
                meters,
                customHeaderLines,
                plainHostLine,
                secureHostLine);
    }

    /** The same origin at one of its addresses, with a budget apart from everyone else's, never backing off, and without a fallback. */
    public OriginTarget apart(OriginPlace place, OriginBudget own) {
        return new OriginTarget(
                name,
                config,
                certificate,
                Optional.empty(),
                tls,
                backoff.withoutPauses(),
                plain.at(place),
                secure.at(place),
                own,
                meters,
                customHeaderLines,
                plainHostLine,
                secureHostLine);
    }

    public OriginTarget withFallback(Fallback second) {
        return new OriginTarget(
                name,
                config,
                certificate,
                Optional.of(second),
                tls,
                backoff,
                plain,
                secure,
                budget,
                meters,
                customHeaderLines,
                plainHostLine,
                secureHostLine);
    }

    /** Under each of its identities. */
    public Stream<OriginTarget> underEach() {
        return Stream.concat(Stream.of(this), fallback.stream().map(Fallback::target));
    }

    public PoolKey key(boolean overTls) {
        return overTls ? secure : plain;
    }

    public byte[] hostLine(boolean overTls) {
        return overTls ? secureHostLine : plainHostLine;
    }
}
