package dev.countersign.core.snapshot;

import dev.countersign.config.LimitsConfig;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginGroup;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.destination.SecondMember;
import dev.countersign.core.destination.StatusSet;
import dev.countersign.core.http.Method;
import dev.countersign.core.log.LogFragments;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.route.HostRoutes;
import dev.countersign.core.route.PathRoutes;
import dev.countersign.core.selection.RequestSelection;
import dev.countersign.core.tls.OriginTls;
import dev.countersign.core.tls.TlsEngine;
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

/** Builds a snapshot from one valid configuration and what it names: the map of what comes from where. */
public final class SnapshotBuilder {
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
            return carryOver(before, assemble(number, before));
        } catch (SSLException | RuntimeException failed) {
            made.forEach(OriginTls::release);
            throw failed;
        }
    }

    private Snapshot assemble(long number, List<OriginTarget> before) throws SSLException {
        Map<String, OriginTarget> earlier =
                before.stream().collect(Collectors.toMap(OriginTarget::name, origin -> origin));
        TargetBuilder targetBuilder = new TargetBuilder(config.limits(), material, engine, made);
        List<OriginTarget> origins = new ArrayList<>();
        List<HostRoutes.Entry<Optional<DistributionRoutes>>> hosts = new ArrayList<>();
        Optional<DistributionRoutes> otherwise = Optional.empty();
        for (DistributionConfig distribution : config.distributions()) {
            Map<String, OriginTarget> targets = new LinkedHashMap<>();
            for (OriginConfig origin : distribution.origins()) {
                String name = distribution.id() + "/" + origin.id();
                targets.put(
                        origin.id(),
                        targetBuilder.build(
                                name, origin, meters.origin(distribution.id(), origin.id()), earlier.get(name)));
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
        return DistributionRoutes.of(
                distribution, PathRoutes.of(entries, behavior(distribution, distribution.defaultBehavior(), targets)));
    }

    private Behavior behavior(
            DistributionConfig distribution, BehaviorConfig behavior, Map<String, OriginTarget> targets) {
        Optional<OriginGroup> group = distribution.originGroups().stream()
                .filter(it -> it.id().equals(behavior.targetOriginId()))
                .findFirst();
        if (group.isEmpty()) {
            return behavior(distribution, behavior, targets, behavior.targetOriginId(), Optional.empty());
        }
        List<String> members = group.orElseThrow().members();
        SecondMember second = new SecondMember(
                behavior(distribution, behavior, targets, members.get(1), Optional.empty()),
                StatusSet.of(group.orElseThrow().failoverCriteria()));
        return behavior(distribution, behavior, targets, members.get(0), Optional.of(second));
    }

    private Behavior behavior(
            DistributionConfig distribution,
            BehaviorConfig behavior,
            Map<String, OriginTarget> targets,
            String originId,
            Optional<SecondMember> second) {
        Set<Method> methods = EnumSet.noneOf(Method.class);
        behavior.allowedMethods().forEach(method -> methods.add(Method.valueOf(method)));
        RequestSelection selection = RequestSelection.of(behavior.originRequestPolicy());
        return new Behavior(
                Objects.requireNonNull(targets.get(originId), "a valid config"),
                second,
                methods,
                behavior.viewerProtocolPolicy(),
                selection,
                ResponseRules.of(
                        selection,
                        behavior.responseHeadersPolicy(),
                        config.edge().name()),
                LogFragments.route(
                        config.edge().location(),
                        distribution.id(),
                        distribution.domainName(),
                        behavior.pathPattern(),
                        originId));
    }

    /** What is carried over is touched only now that nothing can fail any more: a bad build changes nothing. */
    private Snapshot carryOver(List<OriginTarget> before, Snapshot built) {
        LimitsConfig limits = config.limits();
        for (OriginTarget origin : built.origins()) {
            origin.budget()
                    .limit(
                            limits.originConnectionsPerOrigin(),
                            limits.originHandshakesInFlight(),
                            limits.waitingRequestsPerOrigin(),
                            limits.serverNamesPerOrigin());
        }
        Set<RejectionBackoff> kept = built.targets().map(OriginTarget::backoff).collect(Collectors.toSet());
        kept.forEach(backoff -> backoff.limit(limits));
        before.stream()
                .flatMap(OriginTarget::underEach)
                .map(OriginTarget::backoff)
                .filter(backoff -> !kept.contains(backoff))
                .forEach(RejectionBackoff::end);
        built.targets()
                .map(OriginTarget::tls)
                .filter(tls -> !made.contains(tls))
                .forEach(OriginTls::share);
        return built;
    }
}
