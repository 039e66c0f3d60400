package dev.countersign.config.read.response;

import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths that this edge asks for itself: they go into a request line as they are written. */
final class UrlPath {
    private static final int LONGEST = 255;

    /** RFC 3986 section 3.3. */
    private static final Pattern ENCODED = Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+");

    private UrlPath() {}

    /** {@code example} is how it could look. */
    static Optional<String> read(Value value, String example) {
        return value.text().filter(path -> {
            boolean good = path.length() <= LONGEST && ENCODED.matcher(path).matches();
            if (!good) {
                value.problem(Wording.quote(path)
                        + " must be 1 to 255 characters of a URL's path, percent-encoded where need be and without a"
                        + " query, as " + example);
            }
            return good;
        });
    }
}
