package dev.countersign.config.read.response;

import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** {@code corsConfig}: what scripts of other origins may do (Fetch standard, "CORS protocol"). */
final class CorsSection {
    private static final String ANY = "*";
    private static final int MOST_ITEMS = 100;
    private static final int LONGEST_ORIGIN = 300;
    private static final Duration LONGEST_AGE = Duration.ofDays(3650);

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE", "ALL");

    /** The wildcard stands for labels on the left, or for the port. */
    private static final Pattern ORIGIN = Pattern.compile(
            "(https?://)?(\\*\\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:([0-9]{1,5}|\\*))?");

    private CorsSection() {}

    static Optional<Cors> read(Fields fields) {
        Optional<Value> originsValue =
                fields.required("accessControlAllowOrigins", "list origins, as https://example.com");
        originsValue
                .filter(Value::isEmptyList)
                .ifPresent(
                        list -> list.problem("is empty; list origins, as https://example.com, or remove corsConfig"));
        List<String> origins = list(originsValue, CorsSection::origin);
        List<String> headers = list(fields.value("accessControlAllowHeaders"), HeaderText::token);
        List<String> methods =
                list(fields.value("accessControlAllowMethods"), value -> value.choice(METHODS, method -> method));
        List<String> exposed = list(fields.value("accessControlExposeHeaders"), HeaderText::token);
        boolean credentials = fields.bool("accessControlAllowCredentials", false);
        Optional<Duration> maxAge =
                fields.value("accessControlMaxAgeSec").flatMap(value -> value.duration(Duration.ZERO, LONGEST_AGE));
        boolean override = fields.bool("originOverride", false);
        if (credentials) {
            excludesWildcard(fields, "accessControlAllowOrigins", origins);
            excludesWildcard(fields, "accessControlAllowHeaders", headers);
            excludesWildcard(fields, "accessControlExposeHeaders", exposed);
        }
        return origins.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cors(origins, headers, methods, credentials, exposed, maxAge, override));
    }

    /** Browsers take {@code *} for no wildcard where credentials are allowed (Fetch standard, section 3.3.5). */
    private static void excludesWildcard(Fields fields, String key, List<String> items) {
        if (items.contains(ANY)) {
            fields.problem(
                    fields.position(key),
                    "holds \"*\", which browsers do not take with accessControlAllowCredentials: true; list what is meant");
        }
    }

    private static List<String> list(Optional<Value> list, Function<Value, Optional<String>> item) {
        List<String> items = new ArrayList<>();
        for (Value value : list.map(Value::items).orElseGet(List::of)) {
            item.apply(value).ifPresent(text -> {
                if (items.contains(text)) {
                    value.problem("stands in the list twice; remove one of the two");
                }
                items.add(text);
            });
        }
        if (items.size() > MOST_ITEMS) {
            list.ifPresent(
                    value -> value.problem("holds " + items.size() + " items; a policy takes at most " + MOST_ITEMS));
        }
        return items;
    }

    private static Optional<String> origin(Value value) {
        return value.text().map(text -> text.toLowerCase(Locale.ROOT)).filter(text -> {
            boolean good = text.equals(ANY)
                    || (text.length() <= LONGEST_ORIGIN && ORIGIN.matcher(text).matches());
            if (!good) {
                value.problem(Wording.quote(text)
                        + " is no origin; write it as https://example.com, https://*.example.com,"
                        + " https://example.com:8443 or *");
            }
            return good;
        });
    }
}
