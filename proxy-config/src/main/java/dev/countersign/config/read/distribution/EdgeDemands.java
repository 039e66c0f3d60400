package dev.countersign.config.read.distribution;

/**
 * What the edge demands of every distribution.
 *
 * @param proPlanAllowsOriginMtls how the contradiction in CloudFront's documents about the Pro plan is resolved
 */
public record EdgeDemands(boolean proPlanAllowsOriginMtls) {}
