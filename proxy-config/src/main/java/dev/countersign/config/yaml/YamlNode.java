package dev.countersign.config.yaml;

import dev.countersign.config.Position;
import java.util.List;

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
        /** A key without a value, or one of YAML's spellings of null. */
        boolean isNull() {
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
