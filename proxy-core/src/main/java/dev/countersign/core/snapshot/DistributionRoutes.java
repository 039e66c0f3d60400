package dev.countersign.core.snapshot;

import dev.countersign.core.destination.Behavior;
import dev.countersign.core.route.PathRoutes;

/** One distribution of one snapshot: whether it answers, and which behavior a path has. */
public record DistributionRoutes(boolean enabled, PathRoutes<Behavior> behaviors) {}
