package dev.countersign.config.distribution;

import dev.countersign.config.policy.OriginRequestPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import java.util.Optional;
import java.util.Set;

/**
 * Which path goes to which origin, and how.
 *
 * @param pathPattern {@code *} and {@code ?} are wildcards, case-sensitive; starts with {@code /} or {@code *}; {@code *}
 *     for the default behavior
 * @param targetOriginId an origin or an origin group of the same distribution
 * @param allowedMethods upper case
 */
public record BehaviorConfig(
        String pathPattern,
        String targetOriginId,
        ViewerProtocolPolicy viewerProtocolPolicy,
        Set<String> allowedMethods,
        OriginRequestPolicy originRequestPolicy,
        Optional<ResponseHeadersPolicy> responseHeadersPolicy) {
    public BehaviorConfig {
        allowedMethods = Set.copyOf(allowedMethods);
    }
}
