package dev.countersign.config.distribution;

import java.util.List;
import java.util.Set;

/**
 * Two origins, of which the second one is asked where the first one fails (CloudFront, "Optimize high availability with
 * CloudFront origin failover").
 *
 * @param id unique among the distribution's origins and groups
 * @param members ids of two origins of the same distribution, the primary first
 * @param failoverCriteria statuses of 400, 403, 404, 416, 429, 500, 502, 503, 504 that make the second one be asked; at
 *     least one
 */
public record OriginGroup(String id, List<String> members, Set<Integer> failoverCriteria) {
    public OriginGroup {
        members = List.copyOf(members);
        failoverCriteria = Set.copyOf(failoverCriteria);
    }
}
