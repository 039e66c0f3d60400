package dev.countersign.config.distribution;

import dev.countersign.config.cloudfront.CloudFrontSource;
import dev.countersign.config.plan.Plan;
import java.util.List;
import java.util.Optional;

/**
 * A set of host names, origins and behaviors configured together.
 *
 * @param plan what its features have been held to
 * @param domainName the distribution's own name in logs; defaults to the id
 * @param aliases lower case, exact or {@code *.}-wildcard; empty means every host no other distribution answers
 * @param defaultRootObject asked for where a viewer asks for {@code /}; without a leading slash; empty for none
 * @param customErrorResponses each error code once
 * @param origins ids are unique within the distribution
 * @param behaviors in order, first match wins; {@code defaultBehavior} where none does
 * @param source where it comes from, if it is not written by hand
 */
public record DistributionConfig(
        String id,
        Plan plan,
        boolean enabled,
        String domainName,
        List<String> aliases,
        String defaultRootObject,
        List<CustomErrorResponse> customErrorResponses,
        List<OriginConfig> origins,
        List<OriginGroup> originGroups,
        BehaviorConfig defaultBehavior,
        List<BehaviorConfig> behaviors,
        Optional<CloudFrontSource> source) {
    public DistributionConfig {
        aliases = List.copyOf(aliases);
        customErrorResponses = List.copyOf(customErrorResponses);
        origins = List.copyOf(origins);
        originGroups = List.copyOf(originGroups);
        behaviors = List.copyOf(behaviors);
    }
}
