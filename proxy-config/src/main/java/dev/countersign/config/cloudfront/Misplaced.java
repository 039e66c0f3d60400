package dev.countersign.config.cloudfront;

import dev.countersign.config.cloudfront.Shape.Listing;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Puts members where CloudFront's API has them. The sample of CloudFront's guide has OriginMtlsConfig beside CustomOriginConfig, and
 * once calls its member CertificateArn; AWS's own clients refuse that, or drop it without a word, and with it the certificate.
 */
final class Misplaced {
    private static final String MTLS = "OriginMtlsConfig";
    private static final String CUSTOM = "CustomOriginConfig";
    private static final String ARN = "ClientCertificateArn";
    private static final String WRONG_ARN = "CertificateArn";
    private static final String METHODS = "AllowedMethods";
    private static final String CACHED = "CachedMethods";

    private final Problems problems;

    Misplaced(Problems problems) {
        this.problems = problems;
    }

    Mapping inConfig(Mapping config) {
        Mapping origins = within(config, "Origins", list -> each(list, this::inOrigin));
        Mapping behavior = within(origins, "DefaultCacheBehavior", Misplaced::inBehavior);
        return within(behavior, "CacheBehaviors", list -> each(list, Misplaced::inBehavior));
    }

    private Mapping inOrigin(Mapping origin) {
        Mapping renamed =
                within(within(origin, MTLS, this::inMtls), CUSTOM, custom -> within(custom, MTLS, this::inMtls));
        Optional<Entry> beside = renamed.entry(MTLS);
        Optional<Mapping> custom = renamed.child(CUSTOM).flatMap(Mapping::of);
        if (beside.isEmpty() || custom.isEmpty()) {
            return renamed;
        }
        Entry moved = beside.orElseThrow();
        Optional<Entry> inside = custom.flatMap(it -> it.entry(MTLS));
        if (inside.isPresent() && !arn(inside.orElseThrow()).equals(arn(moved))) {
            problems.add(
                    moved.position(),
                    "is ambiguous: it stands beside CustomOriginConfig and, with another value, inside it on line "
                            + inside.orElseThrow().position().line() + "; keep the one inside");
            return renamed.without(MTLS);
        }
        problems.warn(
                moved.position(), "belongs inside CustomOriginConfig, and is read as if it were there; move it there");
        Mapping without = renamed.without(MTLS);
        return inside.isPresent() ? without : within(without, CUSTOM, it -> it.with(moved));
    }

    /** Nothing that could be compared is never the same. */
    private static Optional<String> arn(Entry mtls) {
        return Mapping.of(mtls.value())
                .flatMap(it -> it.child(ARN))
                .flatMap(Scalar::of)
                .map(Scalar::text)
                .or(() -> Optional.of(mtls.position().toString()));
    }

    private Mapping inMtls(Mapping mtls) {
        Optional<Entry> wrong = mtls.entry(WRONG_ARN);
        if (wrong.isEmpty()) {
            return mtls;
        }
        Entry misspelled = wrong.orElseThrow();
        Optional<Entry> right = mtls.entry(ARN);
        if (right.isPresent() && !right.orElseThrow().value().equals(atSamePlace(misspelled, right.orElseThrow()))) {
            problems.add(
                    misspelled.position(),
                    "is ambiguous: it is spelled ClientCertificateArn, which on line "
                            + right.orElseThrow().position().line() + " has another value; keep that one");
            return mtls;
        }
        problems.warn(misspelled.position(), "is spelled ClientCertificateArn, and is read as that; rename it");
        Mapping without = mtls.without(WRONG_ARN);
        return right.isPresent() ? without : without.with(new Entry(misspelled.position(), ARN, misspelled.value()));
    }

    private static YamlNode atSamePlace(Entry misspelled, Entry right) {
        return misspelled.value() instanceof Scalar scalar && right.value() instanceof Scalar other
                ? new Scalar(other.position(), scalar.text(), other.plain())
                : misspelled.value();
    }

    /** CloudFormation has them side by side, and neither is wrong. */
    private static Mapping inBehavior(Mapping behavior) {
        Optional<Entry> cached = behavior.entry(CACHED);
        boolean room = behavior.child(METHODS)
                .flatMap(Mapping::of)
                .filter(it -> it.entry(CACHED).isEmpty())
                .isPresent();
        return cached.isPresent() && room
                ? within(behavior.without(CACHED), METHODS, methods -> methods.with(cached.orElseThrow()))
                : behavior;
    }

    private static Mapping each(Mapping list, UnaryOperator<Mapping> change) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : list.entries()) {
            YamlNode value = entry.key().equals(Listing.ITEMS) && entry.value() instanceof Sequence items
                    ? new Sequence(
                            items.position(),
                            items.items().stream()
                                    .map(item -> item instanceof Mapping mapping ? change.apply(mapping) : item)
                                    .toList())
                    : entry.value();
            entries.add(new Entry(entry.position(), entry.key(), value));
        }
        return new Mapping(list.position(), entries);
    }

    private static Mapping within(Mapping whole, String member, UnaryOperator<Mapping> change) {
        List<Entry> entries = new ArrayList<>();
        for (Entry entry : whole.entries()) {
            YamlNode value = entry.key().equals(member) && entry.value() instanceof Mapping inner
                    ? change.apply(inner)
                    : entry.value();
            entries.add(new Entry(entry.position(), entry.key(), value));
        }
        return new Mapping(whole.position(), entries);
    }
}
