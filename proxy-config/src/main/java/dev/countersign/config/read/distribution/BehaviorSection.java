package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.config.plan.PlanFeature;
import dev.countersign.config.policy.OriginRequestPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.read.response.ResponseHeadersPolicySection;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code defaultCacheBehavior} and {@code cacheBehaviors[]}: which path goes to which origin. */
final class BehaviorSection {
    private static final String DEFAULT_PATTERN = "*";
    private static final int LONGEST_PATTERN = 255;

    /** CloudFront: "Cache behavior settings", path pattern. */
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_.*?$/~\"'@:+&-]+");

    /** CloudFront: "Cache behavior settings", allowed HTTP methods. */
    private static final List<Set<String>> COMBINATIONS =
            List.of(Set.of("GET", "HEAD"), Set.of("GET", "HEAD", "OPTIONS"), Set.copyOf(Defaults.ALLOWED_METHODS));

    private final Origins origins;
    private final PlanGate plan;
    private final boolean hasAliases;
    private final Distinct patterns = new Distinct("the later one never matches; remove it");

    BehaviorSection(Origins origins, PlanGate plan, boolean hasAliases) {
        this.origins = origins;
        this.plan = plan;
        this.hasAliases = hasAliases;
    }

    BehaviorConfig readDefault(Fields fields) {
        fields.explain(
                "pathPattern", "the default behavior takes every path that no other one matches; remove the key");
        return read(fields, DEFAULT_PATTERN);
    }

    BehaviorConfig read(Fields fields) {
        String pattern = fields.required("pathPattern", "write a path, as /api/*")
                .flatMap(this::pattern)
                .orElse("");
        return read(fields, pattern);
    }

    /** Stands in for a behavior that has been complained about. */
    static BehaviorConfig unreadable() {
        return new BehaviorConfig(
                DEFAULT_PATTERN,
                "",
                Defaults.VIEWER_PROTOCOL_POLICY,
                Set.of(),
                Defaults.ORIGIN_REQUEST_POLICY,
                Optional.empty());
    }

    private BehaviorConfig read(Fields fields, String pattern) {
        Optional<String> target = fields.required(
                        "targetOriginId", "name the origin or origin group that requests go to")
                .flatMap(origins::target);
        Optional<MtlsOrigin> mtls = target.flatMap(origins::mtls);
        FunctionSection.read(fields, mtls);
        fields.peek("grpcConfig", "enabled")
                .filter(enabled -> mtls.isPresent() && enabled.value().says(List.of("true")))
                .ifPresent(enabled ->
                        fields.problem(enabled.position(), mtls.orElseThrow().excludes()));
        return new BehaviorConfig(
                pattern,
                target.orElse(""),
                fields.choice(
                        "viewerProtocolPolicy",
                        List.of(ViewerProtocolPolicy.values()),
                        Labels::dashed,
                        Defaults.VIEWER_PROTOCOL_POLICY),
                fields.value("allowedMethods")
                        .map(BehaviorSection::methods)
                        .orElseGet(() -> Set.copyOf(Defaults.ALLOWED_METHODS)),
                fields.value("originRequestPolicy").map(this::policy).orElse(Defaults.ORIGIN_REQUEST_POLICY),
                responseHeadersPolicy(fields).flatMap(this::responseHeaders));
    }

    /** In a document none is no policy's id. */
    private static Optional<Value> responseHeadersPolicy(Fields fields) {
        String key = "responseHeadersPolicy";
        return fields.translated() ? fields.value(key) : fields.valueUnlessNone(key);
    }

    private Optional<ResponseHeadersPolicy> responseHeaders(Value value) {
        if (value.isMapping()) {
            plan.uses(PlanFeature.CUSTOM_RESPONSE_HEADERS_POLICY, value.position());
        }
        return ResponseHeadersPolicySection.read(value);
    }

    private OriginRequestPolicy policy(Value value) {
        if (value.isMapping() && !value.translated()) {
            plan.uses(PlanFeature.CUSTOM_ORIGIN_REQUEST_POLICY, value.position());
        }
        return OriginRequestPolicySection.read(value, hasAliases);
    }

    private Optional<String> pattern(Value value) {
        return value.text()
                .filter(pattern -> {
                    boolean good = pattern.length() <= LONGEST_PATTERN
                            && PATTERN.matcher(pattern).matches();
                    if (!good) {
                        value.problem(Wording.quote(pattern)
                                + " must be 1 to 255 of the characters A-Z a-z 0-9 _ - . $ / ~ \" ' @ : + &"
                                + " and the wildcards * and ?");
                    }
                    return good;
                })
                .map(pattern -> {
                    String rooted = rooted(pattern);
                    patterns.claim(rooted, value);
                    return rooted;
                });
    }

    /** CloudFront takes {@code x} and {@code /x} for the same pattern. */
    private static String rooted(String pattern) {
        return pattern.startsWith("/") || pattern.startsWith("*") ? pattern : "/" + pattern;
    }

    private static Set<String> methods(Value value) {
        Set<String> methods = new LinkedHashSet<>();
        List<Value> items = value.items();
        for (Value item : items) {
            item.choice(Defaults.ALLOWED_METHODS, method -> method)
                    .filter(method -> !methods.add(method))
                    .ifPresent(method -> item.problem("stands in the list twice; remove one of the two"));
        }
        if (methods.size() == items.size() && value.isList() && !COMBINATIONS.contains(methods)) {
            value.problem("must be [GET, HEAD], [GET, HEAD, OPTIONS] or all of "
                    + String.join(", ", Defaults.ALLOWED_METHODS));
        }
        return methods;
    }
}
