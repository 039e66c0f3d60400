package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.cloudfront.Shape.Listing;
import dev.countersign.config.cloudfront.Shape.Structure;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.Wording;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Brings a DistributionConfig, as it is in whatever document, into the form that CloudFront's API gives it. */
final class ApiForm {
    private static final String REFERENCE = "Ref";
    private static final String FUNCTION = "Fn::";

    /** In CloudFormation's GeoRestriction the items have a name of their own, and are not counted. */
    private static final String LOCATIONS = "Locations";

    private static final String RESTRICTION = "RestrictionType";

    /** What may be meant to give an origin a client certificate is never passed over. */
    private static final Pattern MUTUAL = Pattern.compile("(?i)mtls|mutual|client.?cert|\\bcertificate.?arn$");

    private static final String NO_OTHER_NAME =
            "remove it: an origin's client certificate is CustomOriginConfig.OriginMtlsConfig.ClientCertificateArn alone";

    /** CloudFront gets a few new members a year; each is compared with all that are known. */
    private static final int MOST_UNKNOWN = 100;

    private final String prefix;
    private final Problems problems;
    private final Set<String> unknown = new LinkedHashSet<>();
    private boolean functions;
    private int strangers;

    private ApiForm(String prefix, Problems problems) {
        this.prefix = prefix;
        this.problems = problems;
    }

    /** Empty, with problems added, where CloudFormation's functions stand for what is not in the document. */
    static Optional<Mapping> of(Mapping config, Problems problems) {
        ApiForm form = new ApiForm(config.position().keyPath(), problems);
        YamlNode node = form.node(config, Model.DISTRIBUTION);
        if (!form.unknown.isEmpty()) {
            problems.warn(
                    node.position(),
                    "has members that are not known here, so nothing acts on them: " + String.join(", ", form.unknown));
        }
        return form.functions ? Optional.empty() : Mapping.of(node).map(it -> new Misplaced(problems).inConfig(it));
    }

    private YamlNode node(YamlNode node, Shape shape) {
        if (node instanceof Mapping mapping && isFunction(mapping)) {
            functions = true;
            problems.add(
                    at(mapping.position()),
                    "is a function of CloudFormation's ("
                            + mapping.entries().get(0).key()
                            + "), and what it stands for is not in the document; write the value, or name the output of"
                            + " aws cloudfront get-distribution-config");
            return node;
        }
        if (shape instanceof Structure structure && node instanceof Mapping mapping) {
            return members(mapping, structure.names(), structure::member);
        }
        if (shape instanceof Listing listing && node instanceof Sequence sequence) {
            return counted(items(sequence, listing.item()), listing);
        }
        if (shape instanceof Listing listing && node instanceof Mapping mapping) {
            return listing(mapping, listing);
        }
        return asItIs(node);
    }

    private static boolean isFunction(Mapping mapping) {
        if (mapping.entries().size() != 1) {
            return false;
        }
        String name = mapping.entries().get(0).key();
        return name.equals(REFERENCE) || name.startsWith(FUNCTION);
    }

    private YamlNode asItIs(YamlNode node) {
        if (node instanceof Mapping mapping) {
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : mapping.entries()) {
                entries.add(new Entry(at(entry.position()), entry.key(), node(entry.value(), Shape.LEAF)));
            }
            return new Mapping(at(mapping.position()), entries);
        }
        return node instanceof Sequence sequence
                ? items(sequence, Shape.LEAF)
                : new Scalar(at(node.position()), ((Scalar) node).text(), ((Scalar) node).plain());
    }

    private Sequence items(Sequence sequence, Shape item) {
        List<YamlNode> items = new ArrayList<>();
        sequence.items().forEach(it -> items.add(node(it, item)));
        return new Sequence(at(sequence.position()), items);
    }

    private Mapping members(Mapping mapping, List<String> names, Function<String, Optional<Member>> known) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            Optional<Member> member = known.apply(entry.key());
            String name = member.map(Member::name).orElse(entry.key());
            if (member.isEmpty()) {
                unknown(entry, names);
            } else if (entries.stream().anyMatch(it -> it.key().equals(name))) {
                problems.add(at(entry.position()), "is " + name + " once more; keep one of the two");
                continue;
            }
            Shape shape = member.map(Member::shape).orElse(Shape.LEAF);
            entries.add(new Entry(at(entry.position()), name, node(entry.value(), shape)));
        }
        return new Mapping(at(mapping.position()), entries);
    }

    /** A slip is an error; what resembles nothing is taken for a member that CloudFront got later. */
    private void unknown(Entry entry, List<String> names) {
        if (++strangers > MOST_UNKNOWN) {
            if (strangers == MOST_UNKNOWN + 1) {
                problems.add(
                        at(entry.position()),
                        "is one of more than " + MOST_UNKNOWN
                                + " members that are not known here; check that this is a document of CloudFront's");
            }
            return;
        }
        Optional<String> near = Wording.nearest(entry.key(), names);
        boolean mutual = MUTUAL.matcher(at(entry.position()).keyPath()).find();
        if (near.isPresent() || mutual) {
            problems.add(
                    at(entry.position()),
                    "is not known here; "
                            + near.map(it -> "did you mean " + it + "?").orElse(NO_OTHER_NAME));
        } else {
            unknown.add(at(entry.position()).keyPattern());
        }
    }

    private Mapping listing(Mapping mapping, Listing listing) {
        List<Entry> counts = new ArrayList<>();
        List<Entry> others = new ArrayList<>();
        Optional<Sequence> items = Optional.empty();
        boolean uncounted = listing.member(RESTRICTION).isPresent()
                && mapping.child(Listing.ITEMS).isEmpty();
        for (Entry entry : mapping.entries()) {
            boolean holdsItems = entry.key().equals(Listing.ITEMS)
                    || (entry.key().equals(LOCATIONS)
                            && mapping.child(Listing.ITEMS).isEmpty());
            if (holdsItems && entry.value() instanceof Sequence sequence) {
                items = Optional.of(items(sequence, listing.item()));
            } else if (holdsItems) {
                notItems(entry);
            } else if (entry.key().equals(Listing.QUANTITY)) {
                counts.add(new Entry(at(entry.position()), Listing.QUANTITY, asItIs(entry.value())));
            } else {
                others.add(entry);
            }
        }
        Mapping rest = members(new Mapping(mapping.position(), others), listing.names(), listing::member);
        int count = items.map(it -> it.items().size()).orElse(0);
        checkQuantity(rest.position(), counts, count, uncounted);
        Position place = counts.isEmpty() ? rest.position() : counts.get(0).position();
        return inFileOrder(counted(rest, items, place));
    }

    private void notItems(Entry entry) {
        boolean nothing = entry.value() instanceof Scalar scalar && scalar.isNull();
        if (!nothing) {
            problems.add(
                    at(entry.value().position()),
                    "must be a list, not " + entry.value().kind());
        }
    }

    private void checkQuantity(Position place, List<Entry> counts, int count, boolean uncounted) {
        if (counts.isEmpty() && !uncounted) {
            problems.add(place.member(Listing.QUANTITY), "is missing; write " + count + ", the number of Items");
        }
        for (Entry entry : counts) {
            String written = Scalar.of(entry.value()).map(Scalar::text).orElse("");
            if (!written.equals(String.valueOf(count))) {
                problems.add(
                        entry.value().position(),
                        "InconsistentQuantities: Quantity is " + Wording.oneLine(written) + ", but there are " + count
                                + " Items; make them agree");
            }
        }
    }

    private static Mapping counted(Sequence items, Listing listing) {
        Mapping around = new Mapping(items.position(), List.of());
        Mapping counted = counted(around, Optional.of(items), items.position());
        return listing.member("Enabled").isEmpty()
                ? counted
                : counted.with(new Entry(
                        items.position(),
                        "Enabled",
                        new Scalar(
                                items.position(), String.valueOf(!items.items().isEmpty()), true)));
    }

    private static Mapping counted(Mapping rest, Optional<Sequence> items, Position quantity) {
        List<Entry> entries = new ArrayList<>();
        int count = items.map(it -> it.items().size()).orElse(0);
        entries.add(new Entry(quantity, Listing.QUANTITY, new Scalar(quantity, String.valueOf(count), true)));
        items.ifPresent(it -> entries.add(new Entry(it.position(), Listing.ITEMS, it)));
        entries.addAll(rest.entries());
        return new Mapping(rest.position(), entries);
    }

    /** As whoever wrote the document, or compares what is exported with it, has them. */
    private static Mapping inFileOrder(Mapping counted) {
        List<Entry> entries = new ArrayList<>(counted.entries());
        entries.sort(Comparator.comparingInt((Entry entry) -> entry.position().line())
                .thenComparingInt(entry -> entry.position().column()));
        return new Mapping(counted.position(), entries);
    }

    private Position at(Position inDocument) {
        String path = inDocument.keyPath();
        if (prefix.isEmpty() || !path.startsWith(prefix)) {
            return inDocument;
        }
        return inDocument.withKeyPath(path.equals(prefix) ? "" : path.substring(prefix.length() + 1));
    }
}
