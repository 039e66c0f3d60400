package dev.countersign.config.read.distribution;

import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginGroup;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The origins of one distribution, and the groups of them.
 *
 * @param ids every id of an origin that was written, also those of origins with problems
 * @param mtls those of them with a client certificate, by id
 */
record Origins(List<OriginConfig> configs, List<OriginGroup> groups, List<String> ids, Map<String, MtlsOrigin> mtls) {
    /**
     * Reads them all.
     *
     * @param plan is told of what the origins use
     */
    static Origins read(Fields distribution, EdgeDemands edge, PlanGate plan) {
        Distinct distinct = new Distinct("give each origin and each origin group of a distribution its own id");
        List<String> ids = new ArrayList<>();
        Map<String, MtlsOrigin> mtls = new HashMap<>();
        OriginSection section = new OriginSection(edge, plan, distinct, ids, mtls);
        List<OriginConfig> configs = distribution.requiredList(
                "origins", "list at least one {id, domainName, customOriginConfig}", section::read);
        List<OriginGroup> groups =
                distribution.list("originGroups", new OriginGroupSection(List.copyOf(ids), distinct)::read);
        if (!groups.isEmpty()) {
            plan.uses(PlanFeature.ORIGIN_FAILOVER, distribution.position("originGroups"));
        }
        return new Origins(configs, groups, ids, mtls);
    }

    /** The origin of that id, or the first member of the group of that id, that has a client certificate. */
    Optional<MtlsOrigin> mtls(String target) {
        return group(target)
                .flatMap(group -> group.members().stream()
                        .flatMap(member -> Stream.ofNullable(mtls.get(member)))
                        .map(member -> member.through(target))
                        .findFirst())
                .or(() -> Optional.ofNullable(mtls.get(target)));
    }

    private Optional<OriginGroup> group(String id) {
        return groups.stream().filter(group -> group.id().equals(id)).findFirst();
    }

    /** The id of one of these origins, or of a group of them. */
    Optional<String> target(Value value) {
        List<String> targets = Stream.concat(ids.stream(), groups.stream().map(OriginGroup::id))
                .toList();
        return value.text().filter(id -> {
            if (!targets.contains(id) && !targets.isEmpty()) {
                value.problem((value.translated() ? "NoSuchOrigin: " : "") + Wording.quote(id)
                        + " is no origin or origin group of this distribution; "
                        + Wording.didYouMean(id, targets, "there are"));
            }
            return targets.contains(id);
        });
    }
}
