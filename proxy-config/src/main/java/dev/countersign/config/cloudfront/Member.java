package dev.countersign.config.cloudfront;

import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/**
 * One row of CloudFront's model: a member, and what becomes of it here.
 *
 * @param name as in CloudFront's API
 * @param inTemplates as in CloudFormation's templates, which is mostly the same
 */
record Member(String name, String inTemplates, Shape shape, Use use) {
    /** What becomes of a member. */
    sealed interface Use {
        /** It is the hand-written {@code key}. */
        record As(String key, Leaf leaf) implements Use {}

        /** Read with others by the structure's {@link Shape.Joint}, or nothing that a proxy could act on. */
        record Elsewhere() implements Use {}

        /**
         * Not acted on, which is said unless its value says nothing either.
         *
         * @param protects it keeps someone out, who is not kept out here
         * @param nothing a value that says nothing, beside those that never do
         */
        record Idle(boolean protects, String nothing, Optional<PlanFeature> feature) implements Use {}
    }

    /** How one value becomes a hand-written one. */
    @FunctionalInterface
    interface Leaf {
        /** As its shape says. */
        Leaf PLAIN = (value, shape, run) -> run.value(value, shape);

        YamlNode translate(YamlNode value, Shape shape, Translator run);
    }

    static Optional<Member> find(List<Member> members, String name) {
        return members.stream()
                .filter(it -> it.name.equals(name) || it.inTemplates.equals(name))
                .findFirst();
    }

    static Member as(String key, String name) {
        return as(key, name, Shape.LEAF);
    }

    static Member as(String key, String name, Shape shape) {
        return as(key, name, shape, Leaf.PLAIN);
    }

    static Member as(String key, String name, Shape shape, Leaf leaf) {
        return new Member(name, name, shape, new Use.As(key, leaf));
    }

    static Member elsewhere(String name) {
        return elsewhere(name, Shape.LEAF);
    }

    static Member elsewhere(String name, Shape shape) {
        return new Member(name, name, shape, new Use.Elsewhere());
    }

    static Member idle(String name) {
        return idle(name, Shape.LEAF);
    }

    static Member idle(String name, Shape shape) {
        return new Member(name, name, shape, new Use.Idle(false, "", Optional.empty()));
    }

    static Member protecting(String name, Shape shape) {
        return new Member(name, name, shape, new Use.Idle(true, "", Optional.empty()));
    }

    Member unless(String nothing) {
        return use instanceof Use.Idle idle
                ? new Member(name, inTemplates, shape, new Use.Idle(idle.protects(), nothing, idle.feature()))
                : this;
    }

    Member gatedAs(PlanFeature feature) {
        return use instanceof Use.Idle idle
                ? new Member(
                        name, inTemplates, shape, new Use.Idle(idle.protects(), idle.nothing(), Optional.of(feature)))
                : this;
    }

    Member inTemplates(String otherName) {
        return new Member(name, otherName, shape, use);
    }
}
