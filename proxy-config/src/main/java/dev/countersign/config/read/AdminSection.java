package dev.countersign.config.read;

import dev.countersign.config.AdminConfig;
import dev.countersign.config.BindAddress;
import dev.countersign.config.Defaults;
import dev.countersign.config.value.BindText;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import dev.countersign.config.yaml.Wording;
import java.util.Optional;

/** {@code admin}: health, readiness and metrics. */
final class AdminSection {
    private AdminSection() {}

    static AdminConfig read(Fields fields, Distinct binds) {
        Optional<Value> written = fields.value("bind");
        if (written.isEmpty()) {
            String bind = Defaults.ADMIN_BIND.toString();
            binds.claim(bind, fields.position("bind"))
                    .ifPresent(taken -> fields.problem(
                            taken,
                            Wording.quote(bind)
                                    + " is the admin listener's default; use another port, or set admin.bind"));
        }
        return new AdminConfig(written.flatMap(it -> bind(it, binds)).orElse(Defaults.ADMIN_BIND));
    }

    private static Optional<BindAddress> bind(Value value, Distinct binds) {
        Optional<BindAddress> bind = ListenerSection.bind(value, binds);
        bind.filter(it -> !BindText.isLoopback(it))
                .ifPresent(it -> value.problem(Wording.quote(it.toString())
                        + " is not a loopback address, which needs admin.token and admin.tls, not available yet;"
                        + " write 127.0.0.1 or [::1]"));
        return bind;
    }
}
