package dev.countersign.config.read;

import dev.countersign.config.AccessLogConfig;
import dev.countersign.config.Defaults;
import dev.countersign.config.Located;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.nio.file.Path;
import java.util.Optional;

/** {@code accessLog}: where access-log lines go. */
final class AccessLogSection {
    private static final String STANDARD_OUTPUT = "-";

    private AccessLogSection() {}

    static AccessLogConfig read(Fields fields) {
        Optional<Located<Path>> file = fields.value("path").flatMap(AccessLogSection::file);
        return new AccessLogConfig(file, fields.bool("includeCookies", Defaults.ACCESS_LOG_INCLUDE_COOKIES));
    }

    private static Optional<Located<Path>> file(Value value) {
        return value.text().filter(text -> !text.equals(STANDARD_OUTPUT)).flatMap(text -> value.path());
    }
}
