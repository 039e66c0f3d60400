package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes over into a document what has changed, and nothing else: a member that says now what it said before stays as the
 * document has it, whatever that is, and one that nothing here knows of is not touched.
 */
final class Merge {
    /** What tells the items of CloudFront's lists apart; an item has one of these. */
    private static final List<String> NAMES =
            List.of("Id", "PathPattern", "HeaderName", "ErrorCode", "EventType", "OriginId");

    private Merge() {}

    /** {@code document} with what is otherwise in {@code now} than in {@code before}. */
    static YamlNode of(YamlNode document, YamlNode before, YamlNode now) {
        if (same(before, now)) {
            return document;
        }
        if (document instanceof Mapping whole && before instanceof Mapping old && now instanceof Mapping young) {
            return members(whole, old, young);
        }
        if (document instanceof Sequence whole && before instanceof Sequence old && now instanceof Sequence young) {
            return items(whole, old, young);
        }
        return now;
    }

    private static Mapping members(Mapping document, Mapping before, Mapping now) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : document.entries()) {
            Optional<YamlNode> old = child(before, entry.key());
            Optional<YamlNode> young = child(now, entry.key());
            if (young.isPresent()) {
                YamlNode value = old.map(it -> of(entry.value(), it, young.orElseThrow()))
                        .orElseGet(young::orElseThrow);
                entries.add(new Entry(entry.position(), entry.key(), value));
            } else if (old.isEmpty()) {
                entries.add(entry);
            }
        }
        for (Entry entry : now.entries()) {
            boolean changed = child(before, entry.key())
                    .filter(old -> same(old, entry.value()))
                    .isEmpty();
            if (changed && child(document, entry.key()).isEmpty()) {
                entries.add(entry);
            }
        }
        return new Mapping(document.position(), entries);
    }

    /** In the order of now; what has no name is taken as it is now. */
    private static Sequence items(Sequence document, Sequence before, Sequence now) {
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : now.items()) {
            Optional<YamlNode> theirs = find(document, item);
            Optional<YamlNode> old = find(before, item);
            items.add(theirs.isPresent() && old.isPresent() ? of(theirs.orElseThrow(), old.orElseThrow(), item) : item);
        }
        return new Sequence(document.position(), items);
    }

    private static Optional<YamlNode> find(Sequence items, YamlNode like) {
        Optional<String> name = name(like);
        Predicate<YamlNode> isIt = item -> name.isPresent() && name(item).equals(name);
        return items.items().stream().filter(isIt).findFirst();
    }

    private static Optional<String> name(YamlNode item) {
        return NAMES.stream()
                .flatMap(key -> item instanceof Mapping mapping
                        ? child(mapping, key).stream()
                        : Optional.<YamlNode>empty().stream())
                .map(value -> value instanceof Scalar scalar ? scalar.text() : "")
                .findFirst();
    }

    private static Optional<YamlNode> child(Mapping mapping, String key) {
        return new Written(mapping).at(key).map(Written::node);
    }

    /** Wherever they stand. */
    private static boolean same(YamlNode one, YamlNode other) {
        if (one instanceof Scalar a && other instanceof Scalar b) {
            return a.text().equals(b.text()) && a.plain() == b.plain();
        }
        if (one instanceof Sequence a && other instanceof Sequence b) {
            return a.items().size() == b.items().size() && allSame(a.items(), b.items());
        }
        return one instanceof Mapping a
                && other instanceof Mapping b
                && a.entries().size() == b.entries().size()
                && a.entries().stream()
                        .allMatch(entry -> child(b, entry.key())
                                .filter(value -> same(entry.value(), value))
                                .isPresent());
    }

    private static boolean allSame(List<YamlNode> ones, List<YamlNode> others) {
        for (int i = 0; i < ones.size(); i++) {
            if (!same(ones.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
