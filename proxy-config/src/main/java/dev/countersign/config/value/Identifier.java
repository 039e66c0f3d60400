package dev.countersign.config.value;

import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Optional;
import java.util.regex.Pattern;

/** The ids of distributions and origins. No slash: logs and meters name an origin as {@code DISTRIBUTION/ORIGIN}. */
public final class Identifier {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private Identifier() {}

    public static Optional<String> read(Value value) {
        Optional<String> id = value.text();
        if (id.isPresent() && !ID.matcher(id.orElseThrow()).matches()) {
            value.problem(Wording.quote(id.orElseThrow())
                    + " is not an id; use 1 to 128 letters, digits, '.', '_' and '-', starting with a letter or digit");
            return Optional.empty();
        }
        return id;
    }
}
