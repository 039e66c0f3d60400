package dev.countersign.config.read.distribution;

import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CustomHeader;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Fields.NamedValue;
import dev.countersign.config.yaml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code customHeaders}: counts, sizes and forbidden names are CloudFront's, "Add custom headers to origin requests". No
 * problem repeats a value, nor a name that may hold one by mistake.
 */
final class CustomHeaderSection {
    private static final int MOST_HEADERS = 30;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_VALUE = 1783;
    private static final int MOST_CHARACTERS = 10_240;

    /** RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    private static final Set<String> FORBIDDEN = Set.of(
            "cache-control",
            "connection",
            "content-length",
            "cookie",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "request-range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "x-real-ip");

    private static final String FORBIDDEN_PREFIX = "x-amz-";

    private CustomHeaderSection() {}

    static List<CustomHeader> read(Value value) {
        return value.mapping(CustomHeaderSection::headers).orElseGet(List::of);
    }

    private static List<CustomHeader> headers(Fields fields) {
        List<CustomHeader> headers = new ArrayList<>();
        Distinct names = new Distinct("");
        List<NamedValue> all = fields.all();
        for (NamedValue entry : all) {
            Optional<String> complaint = nameComplaint(entry.key());
            if (complaint.isPresent()) {
                fields.problem(entry.position().withKeyPath(fields.position().keyPath()), complaint.orElseThrow());
                continue;
            }
            names.claim(entry.key().toLowerCase(Locale.ROOT), entry.position())
                    .ifPresent(first -> fields.problem(
                            entry.position(),
                            "is the same header as on line " + first.line() + "; keep one of the two"));
            entry.value()
                    .secret()
                    .filter(secret -> fits(secret, entry.value()))
                    .ifPresent(secret -> headers.add(new CustomHeader(entry.key(), secret)));
        }
        checkTotal(fields, all.size(), headers);
        return headers;
    }

    private static Optional<String> nameComplaint(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (!TOKEN.matcher(name).matches() || name.length() > LONGEST_NAME) {
            return Optional.of("has a header name that is not 1 to 256 letters, digits and hyphens; write Name: value");
        }
        if (FORBIDDEN.contains(lower) || lower.startsWith(FORBIDDEN_PREFIX)) {
            return Optional.of(
                    "may not set " + name + ", which the proxy or CloudFront keeps for itself; use another name");
        }
        return Optional.empty();
    }

    /** RFC 9110 section 5.5: visible characters, with single spaces and tabs inside only; ASCII, as bytes go out unread. */
    private static boolean fits(Secret secret, Value value) {
        String text = secret.reveal();
        if (text.length() > LONGEST_VALUE) {
            value.problem("is longer than 1783 characters; shorten it");
            return false;
        }
        if (!text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t')) {
            value.problem("holds a line break, control or non-ASCII character; encode the value");
            return false;
        }
        if (!text.strip().equals(text)) {
            value.problem("starts or ends with a space, which HTTP would drop; remove it");
            return false;
        }
        return true;
    }

    private static void checkTotal(Fields fields, int count, List<CustomHeader> headers) {
        if (count > MOST_HEADERS) {
            fields.problem(
                    fields.position(),
                    "holds " + count + " headers; an origin takes at most " + MOST_HEADERS
                            + " (TooManyOriginCustomHeaders)");
        }
        int characters = headers.stream()
                .mapToInt(header ->
                        header.name().length() + header.value().reveal().length())
                .sum();
        if (characters > MOST_CHARACTERS) {
            fields.problem(fields.position(), "is longer than 10240 characters in total; shorten names or values");
        }
    }
}
