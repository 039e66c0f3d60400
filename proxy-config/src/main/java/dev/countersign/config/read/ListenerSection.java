package dev.countersign.config.read;

import dev.countersign.config.BindAddress;
import dev.countersign.config.ListenerConfig;
import dev.countersign.config.value.BindText;
import dev.countersign.config.yaml.Distinct;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.util.Optional;

/** {@code listeners[]}: one bound address. */
final class ListenerSection {
    private static final BindAddress UNREADABLE = new BindAddress("", 0);

    private ListenerSection() {}

    static ListenerConfig read(Fields fields, Distinct binds) {
        BindAddress bind = fields.required("bind", "write host:port, as 127.0.0.1:8080")
                .flatMap(value -> bind(value, binds))
                .orElse(UNREADABLE);
        return new ListenerConfig(
                bind,
                fields.position("bind"),
                fields.value("tls").flatMap(tls -> tls.mapping(ListenerTlsSection::read)));
    }

    /** Port 0 may stand any number of times: the system chooses another one each time. */
    static Optional<BindAddress> bind(Value value, Distinct binds) {
        Optional<BindAddress> bind = BindText.read(value);
        bind.filter(it -> it.port() != 0).ifPresent(it -> binds.claim(it.toString(), value));
        return bind;
    }
}
