package dev.countersign.config.read;

import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.Defaults;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code certificateStore}: the directory that ARNs point into. */
final class CertificateStoreSection {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Duration LONGEST_WARNING = Duration.ofDays(3650);

    private CertificateStoreSection() {}

    static CertificateStoreConfig read(Fields fields) {
        return new CertificateStoreConfig(
                fields.path("directory", Defaults.CERTIFICATE_STORE_DIRECTORY),
                fields.value("account")
                        .flatMap(CertificateStoreSection::account)
                        .orElse(Defaults.CERTIFICATE_STORE_ACCOUNT),
                fields.bool("allowReadableKeys", Defaults.ALLOW_READABLE_KEYS),
                fields.duration("expiryWarning", Duration.ZERO, LONGEST_WARNING, Defaults.EXPIRY_WARNING));
    }

    private static Optional<String> account(Value value) {
        return value.text().filter(text -> {
            boolean good = ACCOUNT.matcher(text).matches();
            if (!good) {
                value.problem(Wording.quote(text) + " is not an account number; write its 12 digits");
            }
            return good;
        });
    }
}
