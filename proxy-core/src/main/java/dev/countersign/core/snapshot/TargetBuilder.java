package dev.countersign.core.snapshot;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.PeerTrust;
import dev.countersign.config.LimitsConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomHeader;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.IdentityChoice;
import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.TlsOffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Builds what an exchange needs of one origin, out of its configuration and what it had in the snapshot before. */
final class TargetBuilder {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final LimitsConfig limits;
    private final Material material;
    private final TlsEngine engine;
    private final List<OriginTls> made;

    /** {@code made} is told of every TLS context that is not one of the snapshot before. */
    TargetBuilder(LimitsConfig limits, Material material, TlsEngine engine, List<OriginTls> made) {
        this.limits = limits;
        this.material = material;
        this.engine = engine;
        this.made = made;
    }

    OriginTarget build(String name, OriginConfig origin, OriginMeters meters, @Nullable OriginTarget earlier)
            throws SSLException {
        CustomOriginConfig custom = origin.customOriginConfig();
        Optional<OriginMtlsConfig> mtls = custom.originMtlsConfig();
        Optional<ClientCertificate> certificate =
                mtls.map(OriginMtlsConfig::certificate).map(this::loaded);
        PeerTrust trust = Objects.requireNonNull(material.trust().get(custom.trust()), "loaded before building");
        TlsOffer offer = new TlsOffer(custom.originSslProtocols(), custom.postQuantum());
        PoolKey plain = new PoolKey(
                name, null, "", OriginPlace.of(origin), custom.httpPort(), false, origin.domainName(), null, false, "");
        PoolKey secure = new PoolKey(
                name,
                certificate.map(ClientCertificate::identity).orElse(null),
                trust.digest(),
                OriginPlace.of(origin),
                custom.httpsPort(),
                true,
                origin.domainName(),
                offer,
                mustAsk(custom),
                "");
        OriginTarget primary = new OriginTarget(
                name,
                origin,
                certificate,
                Optional.empty(),
                tls(earlier, secure, certificate.orElse(null), trust, offer),
                backoff(earlier, secure, certificate, meters),
                plain,
                secure,
                budget(earlier),
                meters,
                customHeaderLines(origin.customHeaders()),
                hostLine(origin.domainName(), custom.httpPort(), HTTP_PORT),
                hostLine(origin.domainName(), custom.httpsPort(), HTTPS_PORT));
        Optional<ClientCertificate> second =
                mtls.flatMap(OriginMtlsConfig::fallback).map(this::loaded);
        return second.isPresent() ? withFallback(primary, second.orElseThrow(), trust, offer, earlier) : primary;
    }

    /** Two references to one identity leave nothing to fall back to. */
    private OriginTarget withFallback(
            OriginTarget primary,
            ClientCertificate second,
            PeerTrust trust,
            TlsOffer offer,
            @Nullable OriginTarget earlier)
            throws SSLException {
        PoolKey key = primary.secure().under(second.identity());
        if (key.equals(primary.secure())) {
            return primary;
        }
        OriginTarget target = primary.under(
                second,
                tls(earlier, key, second, trust, offer),
                backoff(earlier, key, Optional.of(second), primary.meters()),
                key);
        return primary.withFallback(new Fallback(target, choice(earlier, primary.secure(), key)));
    }

    /** Where nothing that makes a connection changed, the TLS context stays, and with it pools and sessions. */
    private OriginTls tls(
            @Nullable OriginTarget earlier,
            PoolKey key,
            @Nullable ClientCertificate certificate,
            PeerTrust trust,
            TlsOffer offer)
            throws SSLException {
        Optional<OriginTarget> same = same(earlier, key);
        if (same.isPresent()) {
            return same.orElseThrow().tls();
        }
        OriginTls tls = new OriginTls(engine, certificate, trust, offer);
        made.add(tls);
        return tls;
    }

    /** What the origin rejected, it may like once anything that makes a connection is another. */
    private RejectionBackoff backoff(
            @Nullable OriginTarget earlier, PoolKey key, Optional<ClientCertificate> certificate, OriginMeters meters) {
        return same(earlier, key).map(OriginTarget::backoff).orElseGet(() -> {
            String shown = certificate
                    .map(it -> "the client certificate " + it.source() + " (SHA-256 "
                            + it.identity().leafSha256() + ")")
                    .orElse("no client certificate");
            return new RejectionBackoff("origin " + key.origin() + ", shown " + shown, limits, meters);
        });
    }

    private static Optional<OriginTarget> same(@Nullable OriginTarget earlier, PoolKey key) {
        return earlier == null
                ? Optional.empty()
                : earlier.underEach()
                        .filter(target -> target.secure().equals(key))
                        .findFirst();
    }

    /** What was learned of two identities is of no use once either has been rotated, or whoever judged them is somebody else. */
    private static IdentityChoice choice(@Nullable OriginTarget earlier, PoolKey primary, PoolKey second) {
        return Optional.ofNullable(earlier)
                .filter(origin -> origin.secure().equals(primary))
                .flatMap(OriginTarget::fallback)
                .filter(fallback -> fallback.target().secure().equals(second))
                .map(Fallback::choice)
                .orElseGet(IdentityChoice::new);
    }

    /** One object per origin, whatever the snapshot: its connections, old and new, count together. */
    private OriginBudget budget(@Nullable OriginTarget earlier) {
        int connections = limits.originConnectionsPerOrigin();
        int handshakes = limits.originHandshakesInFlight();
        int waiters = limits.waitingRequestsPerOrigin();
        int names = limits.serverNamesPerOrigin();
        return earlier == null ? new OriginBudget(connections, handshakes, waiters, names) : earlier.budget();
    }

    private ClientCertificate loaded(ClientCertificateRef reference) {
        return Objects.requireNonNull(material.clientCertificates().get(reference), "loaded before building");
    }

    private static boolean mustAsk(CustomOriginConfig custom) {
        return custom.originMtlsConfig()
                .filter(mtls -> mtls.mode() == MtlsMode.REQUIRE)
                .isPresent();
    }

    private static byte[] customHeaderLines(List<CustomHeader> headers) {
        return headers.stream()
                .map(header -> header.name() + ": " + header.value().reveal() + "\r\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** CloudFront sends the domain name alone; a port that is not the scheme's own belongs to Host (RFC 9110 7.2). */
    private static byte[] hostLine(String domainName, int port, int usual) {
        String host = domainName.indexOf(':') < 0 ? domainName : "[" + domainName + "]";
        return ("Host: " + host + (port == usual ? "" : ":" + port) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
