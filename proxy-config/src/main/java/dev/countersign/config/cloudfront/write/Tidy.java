package dev.countersign.config.cloudfront.write;

import dev.countersign.config.cloudfront.managed.ManagedOriginRequestPolicy;
import dev.countersign.config.cloudfront.managed.ManagedResponseHeadersPolicy;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A translated distribution as a person would have written it: without what is empty, and with names for policies. */
final class Tidy {
    /** Those that say nothing while they are empty; an empty s3OriginConfig does. */
    private static final Set<String> OPTIONAL = Set.of(
            "aliases",
            "customHeaders",
            "originGroups",
            "cacheBehaviors",
            "customErrorResponses",
            "lambdaFunctionAssociations",
            "functionAssociations");

    private static final String POLICY = "originRequestPolicy";
    private static final String RESPONSE_POLICY = "responseHeadersPolicy";

    /** No policy's name: a configuration is refused while it holds it. */
    private static final String TO_BE_WRITTEN = "WRITE-OUT-THIS-POLICY";

    private Tidy() {}

    /** {@code record}: the same distribution, unless something is wrong with it. */
    static Mapping distribution(Mapping translated, Optional<DistributionConfig> record) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : compact(translated).entries()) {
            YamlNode value = entry.value();
            if (entry.key().equals("defaultCacheBehavior") && value instanceof Mapping behavior) {
                value = behavior(behavior, record.map(DistributionConfig::defaultBehavior));
            } else if (entry.key().equals("cacheBehaviors") && value instanceof Sequence list) {
                value = behaviors(list, record.map(DistributionConfig::behaviors));
            }
            entries.add(new Entry(entry.position(), entry.key(), value));
        }
        return new Mapping(translated.position(), entries);
    }

    private static Sequence behaviors(Sequence list, Optional<List<BehaviorConfig>> records) {
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : list.items()) {
            int index = items.size();
            items.add(item instanceof Mapping behavior ? behavior(behavior, records.map(it -> it.get(index))) : item);
        }
        return new Sequence(list.position(), items);
    }

    /** A translation leaves a policy for requests out only where the document does not hold it; one for responses it knows by id. */
    private static Mapping behavior(Mapping behavior, Optional<BehaviorConfig> record) {
        Optional<String> request = behavior.entry(POLICY).isEmpty()
                ? Optional.of(TO_BE_WRITTEN)
                : record.flatMap(it -> ManagedOriginRequestPolicy.name(it.originRequestPolicy()));
        Optional<String> response = behavior.child(RESPONSE_POLICY)
                .flatMap(Scalar::of)
                .map(id -> ManagedResponseHeadersPolicy.named(id.text())
                        .flatMap(ManagedResponseHeadersPolicy::like)
                        .map(ManagedResponseHeadersPolicy::name)
                        .orElse(TO_BE_WRITTEN));
        return named(named(behavior, RESPONSE_POLICY, response), POLICY, request);
    }

    private static Mapping named(Mapping behavior, String policy, Optional<String> name) {
        return name.map(it -> behavior.without(policy).with(new Entry(behavior.position(), policy, Nodes.text(it))))
                .orElse(behavior);
    }

    private static Mapping compact(Mapping mapping) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            YamlNode value = compactNode(entry.value());
            if (!OPTIONAL.contains(entry.key()) || !isEmpty(value)) {
                entries.add(new Entry(entry.position(), entry.key(), value));
            }
        }
        return new Mapping(mapping.position(), entries);
    }

    private static YamlNode compactNode(YamlNode node) {
        if (node instanceof Sequence list) {
            return new Sequence(
                    list.position(),
                    list.items().stream().map(Tidy::compactNode).toList());
        }
        return node instanceof Mapping mapping ? word(mapping).orElseGet(() -> compact(mapping)) : node;
    }

    /** {@code {behavior: all, items: []}} is {@code all}. */
    private static Optional<YamlNode> word(Mapping mapping) {
        boolean choosesNone = mapping.entries().size() == 2
                && mapping.child("items").filter(Tidy::isEmpty).isPresent();
        return mapping.child("behavior").filter(behavior -> choosesNone && behavior instanceof Scalar);
    }

    private static boolean isEmpty(YamlNode node) {
        return node instanceof Sequence list
                ? list.items().isEmpty()
                : node instanceof Mapping mapping && mapping.entries().isEmpty();
    }
}
