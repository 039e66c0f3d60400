package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.NameChoice.Kind;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which names are meant, each with its place.
 *
 * @param place of what says so
 */
record Names(Position place, Kind kind, List<Scalar> items) {
    Names {
        items = List.copyOf(items);
    }

    static Names of(Position place, NameChoice choice) {
        return of(place, choice.behavior(), choice.items());
    }

    static Names of(Position place, Kind kind, List<String> names) {
        return new Names(
                place,
                kind,
                names.stream().map(name -> new Scalar(place, name, false)).toList());
    }

    /** What is meant by either of the two. */
    Names or(Names other) {
        if (kind == Kind.NONE || other.kind == Kind.ALL) {
            return other;
        }
        if (kind == Kind.ALL || other.kind == Kind.NONE) {
            return this;
        }
        if (kind == Kind.WHITELIST && other.kind == Kind.WHITELIST) {
            List<Scalar> both = new ArrayList<>(items);
            both.addAll(other.without(items).items);
            return new Names(place, Kind.WHITELIST, both);
        }
        if (kind == Kind.WHITELIST) {
            return other.or(this);
        }
        Names excluded = other.kind == Kind.WHITELIST ? without(other.items) : within(other.items);
        return excluded.items.isEmpty() ? new Names(place, Kind.ALL, List.of()) : excluded;
    }

    /** The same without those names, ASCII case aside. */
    Names without(List<Scalar> names) {
        Set<String> others = set(names);
        return new Names(
                place,
                kind,
                items.stream().filter(it -> !others.contains(it.text())).toList());
    }

    private Names within(List<Scalar> names) {
        Set<String> others = set(names);
        return new Names(
                place,
                kind,
                items.stream().filter(it -> others.contains(it.text())).toList());
    }

    private static Set<String> set(List<Scalar> names) {
        Set<String> texts = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.forEach(it -> texts.add(it.text()));
        return texts;
    }

    boolean contains(String name) {
        return set(items).contains(name);
    }

    /** As it is written by hand, under {@code all} as the word for all of them. */
    YamlNode written(String all) {
        String behavior =
                switch (kind) {
                    case NONE -> "none";
                    case WHITELIST -> "whitelist";
                    case ALL -> all;
                    case ALL_EXCEPT -> "allExcept";
                };
        List<YamlNode> names = new ArrayList<>(items);
        return new Mapping(
                place,
                List.of(
                        new Entry(place, "behavior", new Scalar(place, behavior, false)),
                        new Entry(place, "items", new Sequence(place, names))));
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT)
                + items.stream().map(Scalar::text).toList();
    }
}
