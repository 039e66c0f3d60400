package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.cloudfront.Member.Use;
import dev.countersign.config.cloudfront.Shape.Listing;
import dev.countersign.config.cloudfront.Shape.Structure;
import dev.countersign.config.cloudfront.Translation.Gated;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One translation under way: walks a document along {@link Model}, and remembers what is not acted on. */
final class Translator {
    private static final String ENABLED = "Enabled";
    private static final Set<String> NOTHING = Set.of("", "false", "0", "none");

    private final boolean tls13WithTls12;
    private final Problems problems;
    private final Set<String> idle = new LinkedHashSet<>();
    private final Set<String> unguarded = new LinkedHashSet<>();
    private final List<Gated> features = new ArrayList<>();

    Translator(boolean tls13WithTls12, Problems problems) {
        this.tls13WithTls12 = tls13WithTls12;
        this.problems = problems;
    }

    /** Does TLSv1.2 stand for TLSv1.3, too? */
    boolean tls13WithTls12() {
        return tls13WithTls12;
    }

    List<Gated> features() {
        return features;
    }

    void problem(Position place, String sentence) {
        problems.add(place, sentence);
    }

    void warning(Position place, String sentence) {
        problems.warn(place, sentence);
    }

    /** Remembers that {@code what} at {@code place} is not acted on. */
    void idle(Position place, String what) {
        idle.add(place.keyPattern() + what);
    }

    /** {@code value}, which nothing acts on, but which is to be judged. */
    YamlNode judgedOnly(YamlNode value) {
        if (saysSomething(value, "")) {
            idle(value.position(), "");
        }
        return value;
    }

    void uses(PlanFeature feature, Position place) {
        features.add(new Gated(feature, place));
    }

    /** As {@code shape} says; what is of another shape stays as it is, for the reader to complain about. */
    YamlNode value(YamlNode node, Shape shape) {
        if (shape instanceof Structure structure && node instanceof Mapping mapping) {
            return structure(mapping, structure);
        }
        if (shape instanceof Listing listing && node instanceof Mapping mapping) {
            List<YamlNode> items = new ArrayList<>();
            items(mapping).forEach(item -> items.add(value(item, listing.item())));
            idleMembers(mapping, listing.beside());
            return new Sequence(mapping.position(), items);
        }
        return node;
    }

    Mapping structure(Mapping mapping, Structure structure) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            Optional<Member> member = structure.member(entry.key());
            Shape shape = member.map(Member::shape).orElse(Shape.LEAF);
            if (member.isPresent()
                    && member.orElseThrow().use() instanceof Use.As as
                    && !isUnset(entry.value(), shape)) {
                entries.add(new Entry(entry.position(), as.key(), as.leaf().translate(entry.value(), shape, this)));
            }
        }
        idleMembers(mapping, structure.members());
        entries.addAll(structure.jointly().translate(mapping, this));
        return new Mapping(mapping.position(), entries);
    }

    /** CloudFront writes one value that is not set as an empty text, and what can be enabled but is not so. Nothing else is ever off. */
    private static boolean isUnset(YamlNode node, Shape shape) {
        if (shape instanceof Structure structure) {
            return structure.member(ENABLED).isPresent() && node instanceof Mapping mapping && isOff(mapping);
        }
        return shape == Shape.LEAF
                && node instanceof Scalar scalar
                && !scalar.plain()
                && scalar.text().isEmpty();
    }

    private static boolean isOff(Mapping mapping) {
        return mapping.child(ENABLED)
                .flatMap(Scalar::of)
                .filter(enabled -> enabled.text().equals("false"))
                .isPresent();
    }

    /** The items of a {@code {Quantity, Items}}. */
    static List<YamlNode> items(Mapping listing) {
        return listing.child(Listing.ITEMS)
                .map(items -> items instanceof Sequence sequence ? sequence.items() : List.<YamlNode>of())
                .orElseGet(List::of);
    }

    private void idleMembers(Mapping mapping, List<Member> members) {
        for (Member member : members) {
            Optional<Entry> entry = mapping.entry(member.name());
            if (member.use() instanceof Use.Idle use
                    && entry.filter(it -> saysSomething(it.value(), use.nothing()))
                            .isPresent()) {
                Position place = entry.orElseThrow().position();
                (use.protects() ? unguarded : idle).add(place.keyPattern());
                use.feature().ifPresent(feature -> uses(feature, place));
                gatedWithin(entry.orElseThrow().value(), member.shape());
            }
        }
    }

    private void gatedWithin(YamlNode node, Shape shape) {
        if (shape instanceof Structure structure && node instanceof Mapping mapping) {
            for (Member member : structure.members()) {
                Optional<Entry> entry = mapping.entry(member.name());
                if (member.use() instanceof Use.Idle use
                        && entry.filter(it -> saysSomething(it.value(), "")).isPresent()) {
                    use.feature()
                            .ifPresent(
                                    feature -> uses(feature, entry.orElseThrow().position()));
                }
            }
        }
    }

    private static boolean saysSomething(YamlNode node, String nothing) {
        if (node instanceof Scalar scalar) {
            return !scalar.isNull()
                    && !NOTHING.contains(scalar.text())
                    && !scalar.text().equals(nothing);
        }
        if (node instanceof Sequence sequence) {
            return !sequence.items().isEmpty();
        }
        Mapping mapping = (Mapping) node;
        return !isOff(mapping) && mapping.entries().stream().anyMatch(entry -> saysSomething(entry.value(), nothing));
    }

    void reportIdle(Position config) {
        if (!idle.isEmpty()) {
            warning(config, "has members that nothing acts on here: " + String.join(", ", idle));
        }
        if (!unguarded.isEmpty()) {
            warning(
                    config,
                    "is protected less than in CloudFront: nothing acts here on " + String.join(", ", unguarded));
        }
    }
}
