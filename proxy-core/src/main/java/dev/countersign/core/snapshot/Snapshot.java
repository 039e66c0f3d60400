package dev.countersign.core.snapshot;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.destination.PoolKey;
import dev.countersign.core.route.HostRoutes;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all exchanges that start now run under. Immutable; read once per exchange, and kept by the exchange to its end.
 *
 * @param origins each under its primary identity
 * @param hosts empty where no distribution answers a host
 * @param number counts snapshots of this process, rotations included
 */
public record Snapshot(
        long number,
        HostRoutes<Optional<DistributionRoutes>> hosts,
        List<OriginTarget> origins,
        EdgeLines edge,
        LimitsConfig limits) {

    /** The pools this snapshot uses; every other one retires. */
    public Set<PoolKey> poolKeys() {
        Set<PoolKey> keys = new HashSet<>();
        targets().forEach(target -> {
            keys.add(target.plain());
            keys.add(target.secure());
        });
        return keys;
    }

    /** Every origin under each of its identities. */
    public Stream<OriginTarget> targets() {
        return origins.stream().flatMap(OriginTarget::underEach);
    }
}
