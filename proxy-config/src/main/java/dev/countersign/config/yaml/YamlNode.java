package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A parsed piece of YAML. Scalars stay text: {@code off} and {@code 0123} mean what the key that holds them says, not
 * what YAML's type guessing would make of them.
 */
public sealed interface YamlNode {
    Position position();

    /** What it is, in words for a problem. */
    String kind();

    /**
     * One value.
     *
     * @param plain written without quotes
     */
    record Scalar(Position position, String text, boolean plain) implements YamlNode {
        /** {@code node}, if it is one value. */
        public static Optional<Scalar> of(YamlNode node) {
            return node instanceof Scalar scalar ? Optional.of(scalar) : Optional.empty();
        }

        /** A key without a value, or one of YAML's spellings of null. */
        public boolean isNull() {
            return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
        }

        @Override
        public String kind() {
            return isNull() ? "nothing" : "a single value";
        }
    }

    record Sequence(Position position, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * Keys with values.
     *
     * @param entries in file order; keys are unique
     */
    record Mapping(Position position, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        /** {@code node}, if it is one. */
        public static Optional<Mapping> of(YamlNode node) {
            return node instanceof Mapping mapping ? Optional.of(mapping) : Optional.empty();
        }

        /** The key with its value. */
        public Optional<Entry> entry(String key) {
            return entries.stream().filter(it -> it.key().equals(key)).findFirst();
        }

        /** The same with one more entry. */
        public Mapping with(Entry added) {
            List<Entry> all = new ArrayList<>(entries);
            all.add(added);
            return new Mapping(position, all);
        }

        /** The same without that key. */
        public Mapping without(String key) {
            return new Mapping(
                    position,
                    entries.stream().filter(it -> !it.key().equals(key)).toList());
        }

        /** The value of the key. */
        public Optional<YamlNode> child(String key) {
            return entry(key).map(Entry::value);
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /**
     * One key with its value.
     *
     * @param position of the key
     */
    record Entry(Position position, String key, YamlNode value) {}
}
