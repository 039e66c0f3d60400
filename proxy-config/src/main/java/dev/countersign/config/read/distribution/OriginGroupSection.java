package dev.countersign.config.read.distribution;

import dev.countersign.config.distribution.OriginGroup;
import dev.countersign.config.value.Identifier;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code originGroups[]}. The codes are CloudFront's, "Optimize high availability with CloudFront origin failover". */
final class OriginGroupSection {
    private static final int MEMBERS = 2;
    private static final List<Integer> CODES = List.of(400, 403, 404, 416, 429, 500, 502, 503, 504);
    private static final String LIST_MEMBERS = "list the ids of two origins, the primary first";
    private static final String LIST_CODES = "list at least one status, as [500, 502, 503, 504]";

    private final List<String> origins;
    private final Distinct distinct;

    /**
     * For the groups of one distribution.
     *
     * @param origins every id of an origin that was written
     * @param distinct has the ids of the origins already
     */
    OriginGroupSection(List<String> origins, Distinct distinct) {
        this.origins = origins;
        this.distinct = distinct;
    }

    OriginGroup read(Fields fields) {
        String id =
                fields.required("id", "name the group, as ha").flatMap(this::id).orElse("");
        return new OriginGroup(
                id,
                fields.required("members", LIST_MEMBERS).map(this::members).orElseGet(List::of),
                fields.required("failoverCriteria", LIST_CODES)
                        .map(OriginGroupSection::codes)
                        .orElseGet(Set::of));
    }

    private Optional<String> id(Value value) {
        Optional<String> id = Identifier.read(value);
        id.ifPresent(it -> distinct.claim(it, value));
        return id;
    }

    private List<String> members(Value list) {
        List<String> members = new ArrayList<>();
        List<Value> items = list.items();
        for (Value item : items) {
            item.text().filter(member -> isOrigin(member, item)).ifPresent(member -> {
                if (members.contains(member)) {
                    item.problem("stands in the group twice; name another origin, which is asked when the first fails");
                }
                members.add(member);
            });
        }
        if (list.isList() && items.size() != MEMBERS) {
            list.problem("holds " + items.size() + ", and a group has exactly two; " + LIST_MEMBERS);
        }
        return members;
    }

    private boolean isOrigin(String member, Value item) {
        boolean known = origins.contains(member);
        if (!known && !origins.isEmpty()) {
            item.problem((item.translated() ? "NoSuchOrigin: " : "") + Wording.quote(member)
                    + " is no origin of this distribution; " + Wording.didYouMean(member, origins, "its origins are"));
        }
        return known;
    }

    private static Set<Integer> codes(Value list) {
        Set<Integer> codes = new LinkedHashSet<>();
        if (list.isEmptyList()) {
            list.problem("is empty; " + LIST_CODES);
        }
        for (Value item : list.items()) {
            item.choice(CODES, String::valueOf)
                    .filter(code -> !codes.add(code))
                    .ifPresent(code -> item.problem("stands in the list twice; remove one of the two"));
        }
        return codes;
    }
}
