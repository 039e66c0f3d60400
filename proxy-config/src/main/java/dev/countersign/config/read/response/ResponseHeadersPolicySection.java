package dev.countersign.config.read.response;

import dev.countersign.config.cloudfront.managed.ManagedResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code responseHeadersPolicy}: one of CloudFront's, by name or id, or written out. */
public final class ResponseHeadersPolicySection {
    /** CloudFront takes 10, and more on request. */
    private static final int MOST_HEADERS = 50;

    private static final List<String> MEMBERS =
            List.of("corsConfig", "securityHeadersConfig", "customHeadersConfig", "removeHeadersConfig");

    private static final String CORS_PREFIX = "access-control-";

    private ResponseHeadersPolicySection() {}

    /** Empty where nothing is to be changed, or what is written has been complained about. */
    public static Optional<ResponseHeadersPolicy> read(Value value) {
        return value.isMapping()
                ? value.mapping(ResponseHeadersPolicySection::inline)
                : value.text().flatMap(name -> managed(name, value));
    }

    private static Optional<ResponseHeadersPolicy> managed(String name, Value value) {
        Optional<ResponseHeadersPolicy> policy = ManagedResponseHeadersPolicy.named(name);
        if (policy.isEmpty()) {
            value.problem(Wording.quote(name)
                    + (value.translated()
                            ? " is none of CloudFront's own policies, and what another one says is not in the document; write"
                                    + " the distribution by hand, as countersign import prints it, with that policy"
                            : " is no managed policy's name or id; "
                                    + Wording.didYouMean(
                                            name, ManagedResponseHeadersPolicy.names(), "their names are")));
        }
        return policy;
    }

    private static ResponseHeadersPolicy inline(Fields fields) {
        fields.explain("serverTimingHeadersConfig", "Server-Timing is not added here; remove the key");
        Optional<Cors> cors = fields.value("corsConfig")
                .flatMap(value -> value.mapping(CorsSection::read))
                .flatMap(it -> it);
        List<Added> added = new ArrayList<>(fields.value("securityHeadersConfig")
                .flatMap(value -> value.mapping(SecurityHeadersSection::read))
                .orElseGet(List::of));
        added.addAll(custom(fields));
        Set<String> removed = removed(fields);
        if (MEMBERS.stream().noneMatch(fields::has)) {
            fields.problem(
                    fields.position(),
                    "adds and removes nothing; write what it is to do, or remove responseHeadersPolicy");
        }
        return new ResponseHeadersPolicy(added, removed, cors);
    }

    private static List<Added> custom(Fields fields) {
        Distinct names = new Distinct("keep one of the two");
        most(fields, "customHeadersConfig");
        return fields.list("customHeadersConfig", header -> custom(header, names)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Added> custom(Fields fields, Distinct names) {
        Optional<Value> header = fields.required("header", "write the header's name");
        Optional<String> name = header.flatMap(HeaderText::name);
        header.ifPresent(value -> name.ifPresent(it -> {
            String lower = it.toLowerCase(Locale.ROOT);
            names.claim(lower, value);
            if (lower.startsWith(CORS_PREFIX)) {
                value.problem(Wording.quote(it) + " is written by corsConfig; set it there");
            } else if (SecurityHeadersSection.NAMES.contains(lower)) {
                value.problem(Wording.quote(it) + " is written by securityHeadersConfig; set it there");
            }
        }));
        String value = fields.value("value").flatMap(HeaderText::value).orElse("");
        boolean override = fields.bool("override", false);
        return name.map(it -> new Added(it, value, override));
    }

    private static Set<String> removed(Fields fields) {
        Distinct names = new Distinct("remove one of the two");
        Set<String> removed = new LinkedHashSet<>();
        most(fields, "removeHeadersConfig");
        for (Value item : fields.value("removeHeadersConfig").map(Value::items).orElseGet(List::of)) {
            HeaderText.name(item).ifPresent(name -> {
                names.claim(name.toLowerCase(Locale.ROOT), item);
                removed.add(name);
            });
        }
        return removed;
    }

    private static void most(Fields fields, String key) {
        fields.value(key)
                .filter(list -> list.count() > MOST_HEADERS)
                .ifPresent(list ->
                        list.problem("holds " + list.count() + " headers; a policy takes at most " + MOST_HEADERS));
    }
}
