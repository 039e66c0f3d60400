package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Adds to a document what CloudFront requires and was read without, as it was read; templates have no CallerReference. All
 * that is there stays as it is.
 */
final class Complete {
    private Complete() {}

    static Mapping of(Mapping config, String id) {
        Mapping required = with(
                with(with(config, "CallerReference", Nodes.text(id)), "Comment", Nodes.text("")),
                "Enabled",
                Nodes.bool(true));
        Mapping origins = within(required, "Origins", list -> items(list, Complete::origin));
        return within(
                within(origins, "DefaultCacheBehavior", Complete::behavior),
                "CacheBehaviors",
                list -> items(list, Complete::behavior));
    }

    private static Mapping origin(Mapping origin) {
        return within(
                origin,
                "CustomOriginConfig",
                custom -> with(with(custom, "HTTPPort", Nodes.number(80)), "HTTPSPort", Nodes.number(443)));
    }

    private static Mapping behavior(Mapping behavior) {
        return behavior.child("ForwardedValues").isPresent()
                ? behavior
                : with(behavior, "CachePolicyId", Nodes.text(Behaviors.CACHING_DISABLED));
    }

    private static Mapping with(Mapping mapping, String member, YamlNode value) {
        return mapping.child(member).isPresent() ? mapping : mapping.with(new Entry(mapping.position(), member, value));
    }

    private static Mapping items(Mapping list, UnaryOperator<Mapping> change) {
        return change(
                list,
                "Items",
                items -> items instanceof Sequence sequence
                        ? new Sequence(
                                sequence.position(),
                                sequence.items().stream()
                                        .map(item -> inMapping(item, change))
                                        .toList())
                        : items);
    }

    private static Mapping within(Mapping mapping, String member, UnaryOperator<Mapping> change) {
        return change(mapping, member, value -> inMapping(value, change));
    }

    private static YamlNode inMapping(YamlNode node, UnaryOperator<Mapping> change) {
        return node instanceof Mapping mapping ? change.apply(mapping) : node;
    }

    private static Mapping change(Mapping mapping, String member, UnaryOperator<YamlNode> change) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            YamlNode value = entry.key().equals(member) ? change.apply(entry.value()) : entry.value();
            entries.add(new Entry(entry.position(), entry.key(), value));
        }
        return new Mapping(mapping.position(), entries);
    }
}
