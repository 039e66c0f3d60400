package dev.countersign.config.cloudfront;

import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What CloudFront's model says of a value. */
sealed interface Shape {
    /** One value, or something that nothing here looks into. */
    Shape LEAF = new Leaf();

    record Leaf() implements Shape {}

    /**
     * Named members.
     *
     * @param jointly what several of them say together
     */
    record Structure(List<Member> members, Joint jointly) implements Shape {
        public Structure {
            members = List.copyOf(members);
        }

        Optional<Member> member(String name) {
            return Member.find(members, name);
        }

        List<String> names() {
            return members.stream().map(Member::name).toList();
        }
    }

    /**
     * {@code {Quantity, Items}}; CloudFormation writes most of them as plain lists.
     *
     * @param beside further members
     */
    record Listing(Shape item, List<Member> beside) implements Shape {
        static final String QUANTITY = "Quantity";
        static final String ITEMS = "Items";

        public Listing {
            beside = List.copyOf(beside);
        }

        Optional<Member> member(String name) {
            return Member.find(beside, name);
        }

        List<String> names() {
            List<String> names = new ArrayList<>(List.of(QUANTITY, ITEMS));
            beside.forEach(member -> names.add(member.name()));
            return names;
        }
    }

    /** What several members of a structure say together, or what their absence says. */
    @FunctionalInterface
    interface Joint {
        Joint NOTHING = (whole, run) -> List.of();

        /** The hand-written keys that {@code whole} amounts to, beside those that stand for one member each. */
        List<Entry> translate(Mapping whole, Translator run);
    }

    static Structure structure(Member... members) {
        return new Structure(List.of(members), Joint.NOTHING);
    }

    static Structure structure(Joint jointly, Member... members) {
        return new Structure(List.of(members), jointly);
    }

    static Listing list(Member... beside) {
        return new Listing(LEAF, List.of(beside));
    }

    static Listing list(Structure item) {
        return new Listing(item, List.of());
    }
}
