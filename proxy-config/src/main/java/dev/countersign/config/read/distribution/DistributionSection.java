package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Position;
import dev.countersign.config.cloudfront.CloudFrontSource;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.plan.Plan;
import dev.countersign.config.read.response.ErrorResponseSection;
import dev.countersign.config.read.response.RootObject;
import dev.countersign.config.value.HostName;
import dev.countersign.config.value.Identifier;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code distributions[]}, one after the other: what may stand in one of them only is remembered between them. */
public final class DistributionSection {
    private final EdgeDemands edge;
    private final Distinct ids = new Distinct("give each distribution its own id");
    private final Distinct aliases = new Distinct("an alias belongs to one distribution; remove one of the two");
    private Optional<Unnamed> catchAll = Optional.empty();

    /** A distribution without aliases. */
    private record Unnamed(String id, Position position) {}

    public DistributionSection(EdgeDemands edge) {
        this.edge = edge;
    }

    /** Reads the next distribution. */
    public DistributionConfig read(Fields fields) {
        Optional<Value> idValue = fields.required("id", "name the distribution, as shop");
        Optional<String> readId = idValue.flatMap(Identifier::read);
        readId.ifPresent(id -> idValue.ifPresent(value -> ids.claim(id, value)));
        String id = readId.orElse("");
        PlanGate plan = PlanGate.read(fields, edge);
        Optional<Value> file = fields.value("file");
        return file.isPresent()
                ? DocumentSection.read(
                                fields,
                                file.orElseThrow(),
                                plan,
                                edge.tls13WithTls12(),
                                (document, source) -> content(document, id, plan, Optional.of(source)))
                        .orElseGet(() -> unreadable(id, plan))
                : content(fields, id, plan, Optional.empty());
    }

    /** {@code source}: the document that {@code fields} come from, unless they are written by hand. */
    private DistributionConfig content(Fields fields, String id, PlanGate plan, Optional<CloudFrontSource> source) {
        List<String> aliases = aliases(fields, id);
        Origins origins = Origins.read(fields, edge, plan);
        BehaviorSection behaviors = new BehaviorSection(origins, plan, hasAliases(fields));
        BehaviorConfig defaultBehavior = fields.required("defaultCacheBehavior", "write {targetOriginId: ID}")
                .flatMap(value -> value.mapping(behaviors::readDefault))
                .orElseGet(BehaviorSection::unreadable);
        List<BehaviorConfig> listed = fields.list("cacheBehaviors", behaviors::read);
        plan.behaviors(listed.size(), fields.position("cacheBehaviors"));
        if (edge.cloudFrontQuotas() || source.isPresent()) {
            quotas(plan.plan()).forEach(quota -> quota.bind(fields));
        }
        return new DistributionConfig(
                id,
                plan.plan(),
                fields.bool("enabled", Defaults.DISTRIBUTION_ENABLED),
                fields.value("domainName").flatMap(HostName::read).orElse(id),
                aliases,
                RootObject.read(fields),
                ErrorResponseSection.readAll(fields),
                origins.configs(),
                origins.groups(),
                defaultBehavior,
                listed,
                source);
    }

    /** Stands in for a document that has been complained about. */
    private static DistributionConfig unreadable(String id, PlanGate plan) {
        return new DistributionConfig(
                id,
                plan.plan(),
                Defaults.DISTRIBUTION_ENABLED,
                id,
                List.of(),
                Defaults.DEFAULT_ROOT_OBJECT,
                List.of(),
                List.of(),
                List.of(),
                BehaviorSection.unreadable(),
                List.of(),
                Optional.empty());
    }

    /** A plan with a number of behaviors of its own has it instead of CloudFront's usual one. */
    private static List<Quota> quotas(Plan plan) {
        return plan.mostBehaviors().isPresent()
                ? List.of(Quota.ORIGINS, Quota.ORIGIN_GROUPS, Quota.ALIASES)
                : List.of(Quota.ORIGINS, Quota.ORIGIN_GROUPS, Quota.ALIASES, Quota.BEHAVIORS);
    }

    private List<String> aliases(Fields fields, String id) {
        Optional<Value> list = fields.value("aliases");
        List<Value> items = list.map(Value::items).orElseGet(List::of);
        List<String> names = new ArrayList<>();
        for (Value item : items) {
            HostName.alias(item).ifPresent(name -> {
                aliases.claim(name, item);
                names.add(name);
            });
        }
        if (!hasAliases(fields)) {
            claimEveryOtherHost(fields, id);
        }
        return names;
    }

    /** Also where what they say is wrong: that is another problem. */
    private static boolean hasAliases(Fields fields) {
        return fields.value("aliases").filter(list -> !list.isEmptyList()).isPresent();
    }

    private void claimEveryOtherHost(Fields fields, String id) {
        Unnamed own = new Unnamed(id, fields.position("aliases"));
        if (catchAll.isEmpty()) {
            catchAll = Optional.of(own);
            return;
        }
        catchAll.ifPresent(first -> fields.problem(
                own.position(),
                "distribution " + Wording.quote(id) + " has no aliases, and neither has " + Wording.quote(first.id())
                        + " on " + first.position().lineFor(own.position())
                        + "; give aliases to one of them, as only one can answer every other host"));
    }
}
