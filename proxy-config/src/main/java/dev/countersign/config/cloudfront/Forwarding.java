package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.cloudfront.managed.ManagedCachePolicy;
import dev.countersign.config.cloudfront.managed.ManagedOriginRequestPolicy;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import dev.countersign.config.yaml.Wording;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a request goes to the origin: what is in the cache key, and what the origin request policy adds to it (CloudFront,
 * "Understand how origin request policies and cache policies work together"). Also the methods that are taken where the document
 * names none, because by hand more are.
 */
final class Forwarding {
    private static final String CACHE = "CachePolicyId";
    private static final String LEGACY = "ForwardedValues";
    private static final String REQUEST = "OriginRequestPolicyId";
    private static final String METHODS = "AllowedMethods";

    private static final String NOT_IN_DOCUMENT =
            " is none of CloudFront's own policies, and what is in it is not in the document; write the distribution by hand"
                    + " (countersign import), with originRequestPolicy written out";

    /**
     * What of a request is sent on.
     *
     * @param place of what says so
     */
    record Sent(Position place, Names headers, Names cookies, Names queryStrings) {
        static Sent of(Position place, OriginRequestPolicy policy) {
            return new Sent(
                    place,
                    Names.of(place, policy.headers()),
                    Names.of(place, policy.cookies()),
                    Names.of(place, policy.queryStrings()));
        }

        static Sent nothing(Position place) {
            return of(place, new OriginRequestPolicy(NameChoice.NONE, NameChoice.NONE, NameChoice.NONE));
        }

        Sent or(Sent other) {
            return new Sent(
                    other.place,
                    headers.or(other.headers),
                    cookies.or(other.cookies),
                    queryStrings.or(other.queryStrings));
        }

        Entry written() {
            return new Entry(
                    place,
                    "originRequestPolicy",
                    new Mapping(
                            place,
                            List.of(
                                    new Entry(place, "headers", headers.written("allViewer")),
                                    new Entry(place, "cookies", cookies.written("all")),
                                    new Entry(place, "queryStrings", queryStrings.written("all")))));
        }
    }

    private Forwarding() {}

    static List<Entry> translate(Mapping behavior, Translator run) {
        List<Entry> keys = new ArrayList<>();
        if (behavior.entry(METHODS).isEmpty()) {
            Position place = behavior.position().member(METHODS);
            keys.add(new Entry(
                    place,
                    "allowedMethods",
                    new Sequence(place, List.of(new Scalar(place, "GET", false), new Scalar(place, "HEAD", false)))));
        }
        Optional<Sent> key = cacheKey(behavior, run);
        Optional<Sent> request = requestPolicy(behavior, run);
        if (key.isPresent() && request.isPresent()) {
            keys.add(crossing(key.orElseThrow().or(request.orElseThrow()), run).written());
        }
        return keys;
    }

    private static Optional<Sent> cacheKey(Mapping behavior, Translator run) {
        Optional<Scalar> id = text(behavior, CACHE);
        Optional<Entry> legacy = behavior.entry(LEGACY);
        if (id.isPresent() && legacy.isPresent()) {
            run.problem(
                    legacy.orElseThrow().position(),
                    "stands beside CachePolicyId on line "
                            + id.orElseThrow().position().line() + "; a behavior has one of the two, so remove one");
            return Optional.empty();
        }
        if (id.isPresent()) {
            return id.flatMap(it -> managed(it, run));
        }
        if (legacy.isPresent()) {
            run.uses(PlanFeature.LEGACY_CACHE_SETTINGS, legacy.orElseThrow().position());
            return legacy.map(it -> Mapping.of(it.value())
                    .map(values -> ForwardedValues.read(values, run))
                    .orElseGet(() -> {
                        run.problem(it.position(), "must be an object with QueryString and Cookies");
                        return Sent.nothing(it.position());
                    }));
        }
        run.warning(
                behavior.position(),
                "has neither CachePolicyId nor ForwardedValues, which CloudFront would refuse; it is read as CachingDisabled");
        return Optional.of(Sent.nothing(behavior.position()));
    }

    private static Optional<Sent> managed(Scalar id, Translator run) {
        Optional<ManagedCachePolicy> policy = ManagedCachePolicy.of(id.text());
        if (policy.isEmpty()) {
            run.problem(id.position(), Wording.quote(id.text()) + NOT_IN_DOCUMENT);
        }
        if (policy.filter(ManagedCachePolicy::caches).isPresent()) {
            run.idle(id.position(), " (as far as it caches)");
        }
        return policy.map(it -> Sent.of(id.position(), it.forwarded()));
    }

    private static Optional<Sent> requestPolicy(Mapping behavior, Translator run) {
        Optional<Scalar> written = text(behavior, REQUEST);
        if (written.isEmpty()) {
            return Optional.of(Sent.nothing(text(behavior, CACHE)
                    .map(Scalar::position)
                    .or(() -> behavior.entry(LEGACY).map(Entry::position))
                    .orElseGet(behavior::position)));
        }
        Scalar id = written.orElseThrow();
        if (text(behavior, CACHE).isEmpty()) {
            run.problem(id.position(), "needs CachePolicyId beside it, as in CloudFront; add that of CachingDisabled");
            return Optional.empty();
        }
        if (ManagedOriginRequestPolicy.WITH_CLOUDFRONT_HEADERS.contains(id.text())) {
            run.idle(id.position(), " (CloudFront-* headers are not added)");
            return ManagedOriginRequestPolicy.named("AllViewer").map(it -> Sent.of(id.position(), it));
        }
        Optional<Sent> policy = ManagedOriginRequestPolicy.named(id.text()).map(it -> Sent.of(id.position(), it));
        if (policy.isEmpty()) {
            run.problem(id.position(), Wording.quote(id.text()) + NOT_IN_DOCUMENT);
        }
        return policy;
    }

    /** Leaves out and tells what no policy can send from here. */
    private static Sent crossing(Sent sent, Translator run) {
        if (sent.headers().kind() != NameChoice.Kind.WHITELIST) {
            return sent;
        }
        List<Scalar> withheld = sent.headers().items().stream()
                .filter(it -> isWithheld(it.text()))
                .toList();
        withheld.forEach(it -> run.idle(it.position(), " (as far as it has " + it.text() + ")"));
        Names rest = sent.headers().without(withheld);
        return new Sent(
                sent.place(),
                rest.items().isEmpty() ? Names.of(rest.place(), NameChoice.NONE) : rest,
                sent.cookies(),
                sent.queryStrings());
    }

    static boolean isWithheld(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.startsWith("cloudfront-") || lower.equals("x-http-method-override");
    }

    /** What is written, unless it is empty, which is CloudFront's way to say that it is not. */
    private static Optional<Scalar> text(Mapping behavior, String member) {
        return behavior.child(member)
                .flatMap(Scalar::of)
                .filter(it -> !it.isNull() && !it.text().isEmpty());
    }

    static List<Scalar> names(Optional<YamlNode> list) {
        return list.flatMap(Mapping::of).map(Translator::items).orElseGet(List::of).stream()
                .flatMap(it -> Scalar.of(it).stream())
                .toList();
    }
}
