package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.Reference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives what has been loaded already, under whatever place in a configuration it is named at. */
final class LoadedReader implements MaterialReader {
    private final Map<Reference, ClientCertificate> certificates = new HashMap<>();
    private final Map<Reference, TrustAnchors> authorities = new HashMap<>();
    private final Map<Path, RevocationLists> revoked = new HashMap<>();
    private final Map<Reference, KeyedChain> shown = new HashMap<>();

    LoadedReader(LoadResult.Complete loaded) {
        loaded.material()
                .clientCertificates()
                .forEach((named, certificate) -> certificates.put(Reference.to(named), certificate));
        loaded.material().trust().forEach((named, trust) -> {
            authorities.put(Reference.to(named.authorities()), trust.anchors());
            named.crl().ifPresent(crl -> trust.revoked().ifPresent(lists -> revoked.put(crl.value(), lists)));
        });
        loaded.listeners().forEach(listener -> listener.tls().ifPresent(this::listener));
    }

    private void listener(ListenerSetup.Tls tls) {
        for (int i = 0; i < tls.certificates().size(); i++) {
            shown.put(
                    Reference.to(tls.config().certificates().get(i)),
                    tls.certificates().get(i));
        }
    }

    @Override
    public Loaded<KeyedChain> listenerCertificate(CertificateFiles files) {
        return orAbsent(shown.get(Reference.to(files)));
    }

    @Override
    public Loaded<TrustAnchors> authorities(OriginTrust.Authorities named) {
        return orAbsent(authorities.get(Reference.to(named)));
    }

    @Override
    public Loaded<RevocationLists> revoked(Path crl) {
        return orAbsent(revoked.get(crl));
    }

    @Override
    public Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference) {
        return orAbsent(certificates.get(Reference.to(reference)));
    }

    private static <T> Loaded<T> orAbsent(@Nullable T loaded) {
        return loaded == null
                ? new Loaded.Unusable<>(List.of("is not named any more"))
                : new Loaded.Usable<>(loaded, List.of());
    }
}
