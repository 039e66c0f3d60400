package dev.countersign.config.read.response;

import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code securityHeadersConfig}: each member is one header (CloudFront, "Understand response headers policies"). */
final class SecurityHeadersSection {
    /** Of the headers that are written here, in lower case. */
    static final Set<String> NAMES = Set.of(
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options",
            "x-xss-protection",
            "referrer-policy",
            "content-security-policy");

    private static final Duration LONGEST_AGE = Duration.ofDays(3650);

    private static final List<String> REFERRER_POLICIES = List.of(
            "no-referrer",
            "no-referrer-when-downgrade",
            "origin",
            "origin-when-cross-origin",
            "same-origin",
            "strict-origin",
            "strict-origin-when-cross-origin",
            "unsafe-url");

    private SecurityHeadersSection() {}

    static List<Added> read(Fields fields) {
        List<Added> added = new ArrayList<>();
        add(fields, "strictTransportSecurity", "Strict-Transport-Security", SecurityHeadersSection::transport, added);
        add(fields, "contentTypeOptions", "X-Content-Type-Options", options -> Optional.of("nosniff"), added);
        add(fields, "frameOptions", "X-Frame-Options", SecurityHeadersSection::frame, added);
        add(fields, "xssProtection", "X-XSS-Protection", SecurityHeadersSection::xss, added);
        add(fields, "referrerPolicy", "Referrer-Policy", SecurityHeadersSection::referrer, added);
        add(fields, "contentSecurityPolicy", "Content-Security-Policy", SecurityHeadersSection::content, added);
        return added;
    }

    private static void add(
            Fields fields, String key, String name, Function<Fields, Optional<String>> value, List<Added> added) {
        fields.value(key)
                .flatMap(section -> section.mapping(members -> {
                    boolean override = members.bool("override", false);
                    return value.apply(members).map(text -> new Added(name, text, override));
                }))
                .flatMap(header -> header)
                .ifPresent(added::add);
    }

    private static Optional<String> transport(Fields fields) {
        Optional<Duration> age = fields.required("accessControlMaxAgeSec", "write seconds, as 31536000")
                .flatMap(value -> value.duration(Duration.ZERO, LONGEST_AGE));
        String subdomains = fields.bool("includeSubdomains", false) ? "; includeSubDomains" : "";
        String preload = fields.bool("preload", false) ? "; preload" : "";
        return age.map(it -> "max-age=" + it.toSeconds() + subdomains + preload);
    }

    private static Optional<String> frame(Fields fields) {
        return fields.required("frameOption", "write DENY or SAMEORIGIN")
                .flatMap(value -> value.choice(List.of("DENY", "SAMEORIGIN"), option -> option));
    }

    private static Optional<String> xss(Fields fields) {
        Optional<Boolean> protection =
                fields.required("protection", "write true or false").flatMap(Value::bool);
        boolean block = fields.bool("modeBlock", false);
        Optional<Value> reportValue = fields.value("reportUri");
        Optional<String> report = reportValue.flatMap(HeaderText::value);
        if (block) {
            reportValue.ifPresent(value -> value.problem("does not go with modeBlock: true; remove one of the two"));
        }
        if (protection.isPresent() && !protection.orElseThrow() && (block || reportValue.isPresent())) {
            fields.problem(
                    fields.position("protection"),
                    "is false, so there is nothing to block or report; remove the other key");
        }
        return protection.map(on -> on
                ? "1"
                        + (block
                                ? "; mode=block"
                                : report.map(it -> "; report=" + it).orElse(""))
                : "0");
    }

    private static Optional<String> referrer(Fields fields) {
        return fields.required("referrerPolicy", "write a policy, as same-origin")
                .flatMap(value -> value.choice(REFERRER_POLICIES, policy -> policy));
    }

    private static Optional<String> content(Fields fields) {
        Optional<Value> written = fields.required("contentSecurityPolicy", "write its directives");
        written.filter(value -> value.says(List.of("")))
                .ifPresent(value -> value.problem("is empty; write its directives"));
        return written.flatMap(HeaderText::value);
    }
}
