package dev.countersign.config.read.distribution;

import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The origins of one distribution.
 *
 * @param ids every id that was written, also those of origins with problems
 * @param mtls those of them with a client certificate, by id
 */
record Origins(List<OriginConfig> configs, List<String> ids, Map<String, MtlsOrigin> mtls) {
    /**
     * Reads them all.
     *
     * @param plan is told of what the origins use
     */
    static Origins read(Fields distribution, EdgeDemands edge, PlanGate plan) {
        Distinct distinct = new Distinct("give each origin of a distribution its own id");
        List<String> ids = new ArrayList<>();
        Map<String, MtlsOrigin> mtls = new HashMap<>();
        OriginSection section = new OriginSection(edge, plan, distinct, ids, mtls);
        List<OriginConfig> configs = distribution.requiredList(
                "origins", "list at least one {id, domainName, customOriginConfig}", section::read);
        return new Origins(configs, ids, mtls);
    }

    /** The origin of that id, if it has a client certificate. */
    Optional<MtlsOrigin> mtls(String id) {
        return Optional.ofNullable(mtls.get(id));
    }

    /** The id of one of these origins. */
    Optional<String> target(Value value) {
        return value.text().filter(id -> {
            if (!ids.contains(id) && !ids.isEmpty()) {
                value.problem((value.translated() ? "NoSuchOrigin: " : "") + Wording.quote(id)
                        + " is no origin of this distribution; " + Wording.didYouMean(id, ids, "its origins are"));
            }
            return ids.contains(id);
        });
    }
}
