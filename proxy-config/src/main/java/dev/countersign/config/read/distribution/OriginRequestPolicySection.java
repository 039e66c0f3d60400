package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.cloudfront.managed.ManagedOriginRequestPolicy;
import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code originRequestPolicy}: one of CloudFront's, by name or id, or written out. */
final class OriginRequestPolicySection {
    /** RFC 9110 section 5.6.2; also what a cookie's name is made of. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    /** No policy changes what becomes of these; CloudFront, "Request and response behavior for custom origins". */
    private static final Set<String> UNTOUCHABLE = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-amz-cf-id",
            "x-forwarded-proto",
            "x-http-method-override",
            "x-real-ip");

    private OriginRequestPolicySection() {}

    /** {@code hasAliases}: a Host that gets here has matched one. */
    static OriginRequestPolicy read(Value value, boolean hasAliases) {
        Optional<OriginRequestPolicy> policy = value.isMapping()
                ? value.mapping(OriginRequestPolicySection::inline)
                : value.text().flatMap(name -> managed(name, value));
        policy.filter(forwarding -> forwarding.forwardsHost() && !hasAliases)
                .ifPresent(forwarding -> value.problem(
                        "forwards Host, but the distribution has no aliases, so viewers would choose what the origin is"
                                + " asked for; give it aliases, or leave Host out, as AllViewerExceptHostHeader does"));
        return policy.orElse(Defaults.ORIGIN_REQUEST_POLICY);
    }

    private static Optional<OriginRequestPolicy> managed(String name, Value value) {
        Optional<OriginRequestPolicy> policy = ManagedOriginRequestPolicy.named(name);
        if (ManagedOriginRequestPolicy.WITH_CLOUDFRONT_HEADERS.contains(name)) {
            value.problem(
                    "wants CloudFront-* fields, which this edge does not add; write AllViewer, which is all the rest");
        } else if (policy.isEmpty()) {
            value.problem(Wording.quote(name) + " is no managed policy's name or id; "
                    + Wording.didYouMean(name, ManagedOriginRequestPolicy.names(), "their names are"));
        }
        return policy;
    }

    private static OriginRequestPolicy inline(Fields fields) {
        return new OriginRequestPolicy(
                choice(
                        fields,
                        "headers",
                        new NameChoiceSection(
                                "allViewer", (name, kind) -> headerComplaint(name, kind, fields.translated()))),
                choice(fields, "cookies", new NameChoiceSection("all", (name, kind) -> cookieComplaint(name))),
                choice(fields, "queryStrings", new NameChoiceSection("all", (name, kind) -> queryComplaint(name))));
    }

    /** All three are required, as in CloudFront: leaving one out would have to mean all, or nothing. */
    private static NameChoice choice(Fields fields, String key, NameChoiceSection section) {
        return fields.required(key, "write none, or which of them go to the origin")
                .map(section::read)
                .orElse(NameChoice.NONE);
    }

    /** {@code withCacheKey}: the list holds the headers of a cache key, too, of which Authorization may be one. */
    private static Optional<String> headerComplaint(String name, NameChoice.Kind kind, boolean withCacheKey) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches()) {
            return Optional.of("is no header name; write 1 to 256 letters, digits and hyphens");
        }
        if (lower.equals("cookie")) {
            return Optional.of("is chosen by cookies, beside headers; remove it here");
        }
        if (UNTOUCHABLE.contains(lower) || lower.startsWith("x-edge-")) {
            return Optional.of("is this edge's own matter, whatever a policy says; remove it");
        }
        if (lower.startsWith("cloudfront-")) {
            return Optional.of("is a field that this edge does not add, nor pass on from a viewer; remove it");
        }
        return lower.equals("authorization") && kind == NameChoice.Kind.WHITELIST && !withCacheKey
                ? Optional.of("cannot be listed by itself, as in CloudFront; use allViewer or allExcept")
                : Optional.empty();
    }

    private static Optional<String> cookieComplaint(String name) {
        return TOKEN.matcher(name).matches() && name.indexOf('*') < 0
                ? Optional.empty()
                : Optional.of("is no cookie name; wildcards are not taken, list every name");
    }

    private static Optional<String> queryComplaint(String name) {
        return name.isEmpty() || name.length() > 256 || name.indexOf('*') >= 0
                ? Optional.of("is no parameter name of 1 to 256 characters; wildcards are not taken, list every name")
                : Optional.empty();
    }
}
