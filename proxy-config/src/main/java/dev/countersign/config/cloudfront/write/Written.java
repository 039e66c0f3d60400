package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.List;
import java.util.Optional;

/**
 * A piece of a configuration as it is written: where things stand, what was not resolved yet, and what a record does not
 * keep because nothing here acts on it. The configuration has been found valid before.
 */
record Written(YamlNode node) {
    Position position() {
        return node.position();
    }

    Optional<Written> at(String key) {
        return Mapping.of(node).flatMap(mapping -> mapping.child(key)).map(Written::new);
    }

    List<Entry> entries() {
        return node instanceof Mapping mapping ? mapping.entries() : List.of();
    }

    /** Of a list; none where this is none. */
    List<Written> items() {
        return node instanceof Sequence list
                ? list.items().stream().map(Written::new).toList()
                : List.of();
    }

    /** The items of the list at {@code key}; none where there is no list. */
    List<Written> items(String key) {
        return at(key).map(Written::items).orElseGet(List::of);
    }

    /** Of a single value; empty for anything else. */
    String text() {
        return node instanceof Scalar scalar ? scalar.text() : "";
    }

    /** The single value at {@code key}; empty where there is none. */
    String text(String key) {
        return at(key).map(Written::text).orElse("");
    }

    boolean isMapping() {
        return node instanceof Mapping;
    }
}
