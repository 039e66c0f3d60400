package dev.countersign.config.read.distribution;

import dev.countersign.config.Position;
import java.util.Optional;

/**
 * What the edge demands of every distribution.
 *
 * @param embedded where this edge is called an embedded point of presence, which has no client certificates; empty where not
 * @param cloudFrontQuotas what is written by hand is held to {@link Quota}
 * @param proPlanAllowsOriginMtls how the contradiction in CloudFront's documents about the Pro plan is resolved
 * @param tls13WithTls12 in a CloudFront document TLSv1.2 stands for TLSv1.3, too
 */
public record EdgeDemands(
        Optional<Position> embedded,
        boolean cloudFrontQuotas,
        boolean proPlanAllowsOriginMtls,
        boolean tls13WithTls12) {}
