package dev.countersign.config.read.response;

import dev.countersign.config.Defaults;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Optional;

/** {@code defaultRootObject}: what is asked for where a viewer asks for {@code /} (CloudFront, "Specify a default root object"). */
public final class RootObject {
    private static final String EXAMPLE = "index.html";

    private RootObject() {}

    /** Without a leading slash; empty for none. */
    public static String read(Fields distribution) {
        return distribution.value("defaultRootObject").flatMap(RootObject::read).orElse(Defaults.DEFAULT_ROOT_OBJECT);
    }

    private static Optional<String> read(Value value) {
        Optional<String> written = value.text();
        if (written.isEmpty() || written.orElseThrow().isEmpty()) {
            return written;
        }
        if (written.orElseThrow().startsWith("/")) {
            value.problem(
                    Wording.quote(written.orElseThrow()) + " must not start with a slash; write it as " + EXAMPLE);
            return Optional.empty();
        }
        return UrlPath.read(value, EXAMPLE);
    }
}
