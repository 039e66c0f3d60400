package dev.countersign.server.rotation;

import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.server.material.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who uses what a configuration names: {@code DISTRIBUTION/ORIGIN}, and listeners by their address. */
final class Users {
    private final Map<Reference, List<String>> users = new LinkedHashMap<>();

    Users(ProxyConfig config) {
        config.listeners()
                .forEach(listener -> listener.tls()
                        .ifPresent(tls -> tls.certificates()
                                .forEach(files -> add(Reference.to(files), "listener " + listener.bind()))));
        config.distributions()
                .forEach(distribution -> distribution
                        .origins()
                        .forEach(origin -> origin(distribution.id() + "/" + origin.id(), origin.customOriginConfig())));
    }

    private void origin(String name, CustomOriginConfig origin) {
        add(Reference.to(origin.trust().authorities()), name);
        origin.trust().crl().ifPresent(crl -> add(new Reference.Revoked(crl.value()), name));
        origin.originMtlsConfig().ifPresent(mtls -> {
            add(Reference.to(mtls.certificate()), name);
            mtls.fallback().ifPresent(fallback -> add(Reference.to(fallback), name + " (fallback)"));
        });
    }

    private void add(Reference reference, String user) {
        users.computeIfAbsent(reference, absent -> new ArrayList<>()).add(user);
    }

    /** Everything that is used. */
    Set<Reference> references() {
        return users.keySet();
    }

    /** As they are told to the operator. */
    String of(Reference reference) {
        return NameList.of(users.getOrDefault(reference, List.of("nobody")));
    }
}
