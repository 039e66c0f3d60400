package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Makes trees that no file holds yet. */
final class Nodes {
    private static final Position NOWHERE = new Position("", 1, 1, "");

    private Nodes() {}

    static Scalar text(String text) {
        return new Scalar(NOWHERE, text, false);
    }

    static Scalar number(long number) {
        return new Scalar(NOWHERE, Long.toString(number), true);
    }

    static Scalar bool(boolean value) {
        return new Scalar(NOWHERE, Boolean.toString(value), true);
    }

    static Scalar nothing() {
        return new Scalar(NOWHERE, "null", true);
    }

    /** Whole seconds, which is all that CloudFront takes; what is more is rounded up, with a warning at {@code place}. */
    static Scalar seconds(Duration duration, Position place, Problems problems) {
        long rounded = duration.plusNanos(999_999_999).toSeconds();
        if (!Duration.ofSeconds(rounded).equals(duration)) {
            problems.warn(place, "is rounded up, as CloudFront takes whole seconds");
        }
        return number(rounded);
    }

    static Sequence sequence(Collection<? extends YamlNode> items) {
        return new Sequence(NOWHERE, List.copyOf(items));
    }

    /** CloudFront's list: its length beside its items, which are left out where there are none. */
    static Mapping list(Collection<? extends YamlNode> items) {
        Members members = new Members().add("Quantity", number(items.size()));
        if (!items.isEmpty()) {
            members.add("Items", sequence(items));
        }
        return members.mapping();
    }

    static Mapping texts(Collection<String> items) {
        return list(items.stream().map(Nodes::text).toList());
    }

    /** An object, member by member. */
    static final class Members {
        private final List<Entry> entries = new ArrayList<>();

        Members add(String name, YamlNode value) {
            entries.add(new Entry(NOWHERE, name, value));
            return this;
        }

        Members add(String name, String text) {
            return add(name, text(text));
        }

        Members add(Entry entry) {
            entries.add(entry);
            return this;
        }

        Mapping mapping() {
            return new Mapping(NOWHERE, entries);
        }
    }
}
