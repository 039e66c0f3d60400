package dev.countersign.core.snapshot;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Identity;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.LimitsConfig;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.CustomHeader;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.OriginBudget;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.http.Method;
import dev.countersign.core.log.LogFragments;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.route.HostRoutes;
import dev.countersign.core.route.PathRoutes;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Builds a snapshot from one valid configuration and what it names: the map of what comes from where. */
public final class SnapshotBuilder {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final ProxyConfig config;
    private final Material material;
    private final TlsEngine engine;
    private final ProxyMeters meters;
    private final List<OriginTls> made = new ArrayList<>();

    public SnapshotBuilder(ProxyConfig config, Material material, TlsEngine engine, ProxyMeters meters) {
        this.config = config;
        this.material = material;
        this.engine = engine;
        this.meters = meters;
    }

    /**
     * Builds the snapshot. What an origin has in common with the one it had before is carried over: its budget, and, where
     * nothing that makes a connection changed, its TLS with the stored sessions.
     *
     * @param before the origins of the snapshot this one is to replace; empty for the first
     * @throws SSLException the TLS engine refuses a key, a chain or a protocol version
     */
    public Snapshot build(long number, List<OriginTarget> before) throws SSLException {
        try {
            return carryOver(assemble(number, before));
        } catch (SSLException | RuntimeException failed) {
            made.forEach(OriginTls::release);
            throw failed;
        }
    }

    private Snapshot assemble(long number, List<OriginTarget> before) throws SSLException {
        Map<String, OriginTarget> earlier =
                before.stream().collect(Collectors.toMap(OriginTarget::name, origin -> origin));
        List<OriginTarget> origins = new ArrayList<>();
        List<HostRoutes.Entry<Optional<DistributionRoutes>>> hosts = new ArrayList<>();
        Optional<DistributionRoutes> otherwise = Optional.empty();
        for (DistributionConfig distribution : config.distributions()) {
            Map<String, OriginTarget> targets = new LinkedHashMap<>();
            for (OriginConfig origin : distribution.origins()) {
                targets.put(
                        origin.id(), target(distribution, origin, earlier.get(distribution.id() + "/" + origin.id())));
            }
            origins.addAll(targets.values());
            Optional<DistributionRoutes> routes = Optional.of(routes(distribution, targets));
            if (distribution.aliases().isEmpty()) {
                otherwise = routes;
            }
            hosts.add(new HostRoutes.Entry<>(distribution.aliases(), routes));
        }
        return new Snapshot(
                number,
                HostRoutes.of(hosts, otherwise),
                List.copyOf(origins),
                EdgeLines.of(config.edge()),
                config.limits());
    }

    private DistributionRoutes routes(DistributionConfig distribution, Map<String, OriginTarget> targets) {
        List<PathRoutes.Entry<Behavior>> entries = distribution.behaviors().stream()
                .map(behavior ->
                        new PathRoutes.Entry<>(behavior.pathPattern(), behavior(distribution, behavior, targets)))
                .toList();
        return new DistributionRoutes(
                distribution.enabled(),
                PathRoutes.of(entries, behavior(distribution, distribution.defaultBehavior(), targets)));
    }

    private Behavior behavior(
            DistributionConfig distribution, BehaviorConfig behavior, Map<String, OriginTarget> targets) {
        OriginTarget target = Objects.requireNonNull(targets.get(behavior.targetOriginId()), "a valid config");
        Set<Method> methods = EnumSet.noneOf(Method.class);
        behavior.allowedMethods().forEach(method -> methods.add(Method.valueOf(method)));
        return new Behavior(
                target,
                methods,
                behavior.viewerProtocolPolicy(),
                LogFragments.route(
                        config.edge().location(),
                        distribution.id(),
                        distribution.domainName(),
                        behavior.pathPattern(),
                        behavior.targetOriginId()));
    }

    private OriginTarget target(DistributionConfig distribution, OriginConfig origin, @Nullable OriginTarget earlier)
            throws SSLException {
        String name = distribution.id() + "/" + origin.id();
        CustomOriginConfig custom = origin.customOriginConfig();
        Optional<ClientCertificate> certificate = custom.originMtlsConfig()
                .map(mtls -> Objects.requireNonNull(
                        material.clientCertificates().get(mtls.certificate()), "loaded before building"));
        TrustAnchors trust = Objects.requireNonNull(material.trust().get(custom.trust()), "loaded before building");
        String address = origin.address().map(InetAddress::getHostAddress).orElse(origin.domainName());
        PoolKey secure = new PoolKey(
                name,
                identity(certificate),
                trust.digest(),
                address,
                custom.httpsPort(),
                true,
                origin.domainName(),
                protocols(custom.originSslProtocols()),
                mustAsk(custom));
        return new OriginTarget(
                name,
                origin,
                certificate,
                earlier != null && earlier.secure().equals(secure)
                        ? earlier.tls()
                        : made(new OriginTls(engine, certificate.orElse(null), trust, custom.originSslProtocols())),
                new PoolKey(name, null, "", address, custom.httpPort(), false, origin.domainName(), "", false),
                secure,
                budget(earlier),
                meters.origin(distribution.id(), origin.id()),
                customHeaderLines(origin.customHeaders()),
                hostLine(origin.domainName(), custom.httpPort(), HTTP_PORT),
                hostLine(origin.domainName(), custom.httpsPort(), HTTPS_PORT));
    }

    /** One object per origin, whatever the snapshot: its connections, old and new, count together. */
    private OriginBudget budget(@Nullable OriginTarget earlier) {
        LimitsConfig limits = config.limits();
        int connections = limits.originConnectionsPerOrigin();
        int handshakes = limits.originHandshakesInFlight();
        int waiters = limits.waitingRequestsPerOrigin();
        return earlier == null ? new OriginBudget(connections, handshakes, waiters) : earlier.budget();
    }

    private OriginTls made(OriginTls tls) {
        made.add(tls);
        return tls;
    }

    /** What is carried over is touched only now that nothing can fail any more: a bad build changes nothing. */
    private Snapshot carryOver(Snapshot built) {
        LimitsConfig limits = config.limits();
        for (OriginTarget origin : built.origins()) {
            origin.budget()
                    .limit(
                            limits.originConnectionsPerOrigin(),
                            limits.originHandshakesInFlight(),
                            limits.waitingRequestsPerOrigin());
            if (!made.contains(origin.tls())) {
                origin.tls().share();
            }
        }
        return built;
    }

    private static @Nullable Identity identity(Optional<ClientCertificate> certificate) {
        return certificate.map(ClientCertificate::identity).orElse(null);
    }

    private static boolean mustAsk(CustomOriginConfig custom) {
        return custom.originMtlsConfig()
                .filter(mtls -> mtls.mode() == MtlsMode.REQUIRE)
                .isPresent();
    }

    private static String protocols(Set<TlsVersion> versions) {
        return versions.stream().map(TlsVersion::label).sorted().collect(Collectors.joining(","));
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
