package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.cloudfront.Forwarding.Sent;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.NameChoice.Kind;
import dev.countersign.config.yaml.Wording;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import java.util.List;
import java.util.Optional;

/** {@code ForwardedValues}, as behaviors had it before there were policies (CloudFront, "Cache behavior settings"). */
final class ForwardedValues {
    private static final int MOST = 10;
    private static final String EVERY_HEADER = "*";

    /** CloudFront, "Request and response behavior for custom origins": without policies all others are sent. */
    private static final List<String> SENT_IF_NAMED =
            List.of("Host", "Accept", "Accept-Charset", "Accept-Language", "Referer", "User-Agent");

    private final Mapping values;
    private final Translator run;

    private ForwardedValues(Mapping values, Translator run) {
        this.values = values;
        this.run = run;
    }

    static Sent read(Mapping values, Translator run) {
        ForwardedValues read = new ForwardedValues(values, run);
        return new Sent(values.position(), read.headers(), read.cookies(), read.queryStrings());
    }

    private Names headers() {
        Optional<YamlNode> list = values.child("Headers");
        List<Scalar> named = Forwarding.names(list);
        Position place = list.map(YamlNode::position).orElseGet(values::position);
        limit(place, named.size(), "TooManyHeadersInForwardedValues");
        if (named.stream().anyMatch(it -> it.text().equals(EVERY_HEADER))) {
            return Names.of(place, NameChoice.ALL);
        }
        named.stream()
                .filter(it -> Forwarding.isWithheld(it.text()))
                .forEach(it -> run.idle(it.position(), " (as far as it is " + it.text() + ")"));
        return Names.of(place, Kind.ALL_EXCEPT, SENT_IF_NAMED).or(new Names(place, Kind.WHITELIST, named));
    }

    private Names cookies() {
        Optional<Mapping> cookies = values.child("Cookies").flatMap(Mapping::of);
        Optional<YamlNode> forward = cookies.flatMap(it -> it.child("Forward"));
        Optional<YamlNode> list = cookies.flatMap(it -> it.child("WhitelistedNames"));
        String word = forward.flatMap(Scalar::of).map(Scalar::text).orElse("");
        Position place = cookies.map(Mapping::position).orElseGet(values::position);
        List<Scalar> named = Forwarding.names(list);
        limit(list.map(YamlNode::position).orElse(place), named.size(), "TooManyCookieNamesInWhiteList");
        switch (word) {
            case "none":
                return Names.of(place, NameChoice.NONE);
            case "all":
                return Names.of(place, NameChoice.ALL);
            case "whitelist":
                if (named.isEmpty()) {
                    run.problem(place, "names no cookies; list them in WhitelistedNames, or forward none or all");
                    return Names.of(place, NameChoice.NONE);
                }
                return new Names(list.map(YamlNode::position).orElse(place), Kind.WHITELIST, named);
            default:
                run.problem(
                        forward.map(YamlNode::position)
                                .orElseGet(() ->
                                        values.position().member("Cookies").member("Forward")),
                        word.isEmpty()
                                ? "is missing; write none, whitelist or all"
                                : Wording.quote(word) + " must be one of none, whitelist, all");
                return Names.of(place, NameChoice.NONE);
        }
    }

    /** QueryStringCacheKeys narrows what is cached apart, not what is sent. */
    private Names queryStrings() {
        Optional<YamlNode> keys = values.child("QueryStringCacheKeys");
        keys.ifPresent(it -> limit(it.position(), Forwarding.names(keys).size(), "TooManyQueryStringParameters"));
        Optional<YamlNode> forwarded = values.child("QueryString");
        String word = forwarded.flatMap(Scalar::of).map(Scalar::text).orElse("");
        Position place = forwarded
                .map(YamlNode::position)
                .orElseGet(() -> values.position().member("QueryString"));
        if (!word.equals("true") && !word.equals("false")) {
            run.problem(
                    place,
                    word.isEmpty()
                            ? "is missing; write true or false"
                            : Wording.quote(word) + " must be true or false");
        }
        return Names.of(place, word.equals("true") ? NameChoice.ALL : NameChoice.NONE);
    }

    private void limit(Position place, int count, String error) {
        if (count > MOST) {
            run.problem(place, error + ": holds " + count + ", and CloudFront takes at most " + MOST + "; remove some");
        }
    }
}
