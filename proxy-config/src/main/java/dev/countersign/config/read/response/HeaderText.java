package dev.countersign.config.read.response;

import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which names and values of response headers may be written: what cannot break a response, nor speak for this edge. */
final class HeaderText {
    private static final int LONGEST_VALUE = 1783;

    /** RFC 9110 section 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

    /** RFC 9110 section 5.5, in ASCII. */
    private static final Pattern VALUE = Pattern.compile("([!-~]([ -~]*[!-~])?)?");

    /** CloudFront: "Understand response headers policies", headers that cannot be removed. */
    private static final Set<String> UNTOUCHABLE = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "warning",
            "x-accel-buffering",
            "x-accel-charset",
            "x-accel-limit-rate",
            "x-accel-redirect",
            "x-cache",
            "x-forwarded-proto",
            "x-real-ip");

    private static final List<String> UNTOUCHABLE_PREFIXES = List.of("x-amz-cf-", "x-amzn-", "x-edge-");

    private HeaderText() {}

    /** A header's name, as written. */
    static Optional<String> name(Value value) {
        return token(value).filter(name -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean own =
                    UNTOUCHABLE.contains(lower) || UNTOUCHABLE_PREFIXES.stream().anyMatch(lower::startsWith);
            if (own) {
                value.problem(Wording.quote(name)
                        + " belongs to the connection or to this edge, as in CloudFront; no policy adds or removes it");
            }
            return !own;
        });
    }

    /** Something spelt like a header's name. */
    static Optional<String> token(Value value) {
        return value.text().filter(name -> {
            boolean good = TOKEN.matcher(name).matches();
            if (!good) {
                value.problem(Wording.quote(name) + " is no header name; write 1 to 256 letters, digits and hyphens");
            }
            return good;
        });
    }

    /** A header's value, which may be empty. */
    static Optional<String> value(Value value) {
        return value.text().filter(text -> {
            boolean good = text.length() <= LONGEST_VALUE && VALUE.matcher(text).matches();
            if (!good) {
                value.problem(
                        "must be at most 1783 ASCII characters without a space at its start or end; change the value");
            }
            return good;
        });
    }
}
