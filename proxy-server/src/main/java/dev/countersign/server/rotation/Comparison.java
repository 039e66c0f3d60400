package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is in force, compared with what the files hold now: each reference by itself, so that a bad one stops no other. */
final class Comparison {
    private final MaterialReader reader;
    private final Map<ClientCertificateRef, ClientCertificate> certificates;
    private final Map<OriginTrust, TrustAnchors> trust;
    private final Map<Reference, KeyedChain> shown = new LinkedHashMap<>();
    private final Map<Reference, Change> changes = new LinkedHashMap<>();
    private final Map<Reference, List<String>> refused = new LinkedHashMap<>();

    private Comparison(Material inForce, MaterialReader reader) {
        this.reader = reader;
        this.certificates = new LinkedHashMap<>(inForce.clientCertificates());
        this.trust = new LinkedHashMap<>(inForce.trust());
    }

    /** Has everything read by {@code reader} that is in force. */
    static Comparison of(LoadResult.Complete inForce, MaterialReader reader) {
        Comparison comparison = new Comparison(inForce.material(), reader);
        comparison.certificates.replaceAll(comparison::newest);
        comparison.trust.replaceAll(comparison::newest);
        inForce.listeners().forEach(listener -> listener.tls().ifPresent(comparison::listener));
        return comparison;
    }

    private ClientCertificate newest(ClientCertificateRef named, ClientCertificate inForce) {
        Reference reference = Reference.to(named);
        Loaded<ClientCertificate> loaded = reader.clientCertificate(named);
        Optional<ClientCertificate> other =
                usable(reference, loaded).filter(found -> !found.identity().equals(inForce.identity()));
        other.ifPresent(found -> changes.put(reference, Change.of(inForce, found, warnings(loaded))));
        return other.orElse(inForce);
    }

    private TrustAnchors newest(OriginTrust named, TrustAnchors inForce) {
        if (!(named instanceof OriginTrust.CaBundle bundle)) {
            return inForce;
        }
        Reference reference = Reference.to(bundle);
        Optional<TrustAnchors> other = usable(reference, reader.trust(bundle))
                .filter(found -> !found.digest().equals(inForce.digest()));
        other.ifPresent(found -> changes.put(reference, Change.of(inForce, found)));
        return other.orElse(inForce);
    }

    private void listener(ListenerSetup.Tls tls) {
        for (int i = 0; i < tls.certificates().size(); i++) {
            KeyedChain inForce = tls.certificates().get(i);
            CertificateFiles files = tls.config().certificates().get(i);
            Reference reference = Reference.to(files);
            Loaded<KeyedChain> loaded = reader.listenerCertificate(files);
            usable(reference, loaded)
                    .filter(found -> !found.chain().equals(inForce.chain()))
                    .ifPresent(found -> {
                        shown.put(reference, found);
                        changes.put(reference, Change.of(inForce, found, warnings(loaded)));
                    });
        }
    }

    private <T> Optional<T> usable(Reference reference, Loaded<T> loaded) {
        if (loaded instanceof Loaded.Usable<T> usable) {
            return Optional.of(usable.value());
        }
        refused.put(reference, ((Loaded.Unusable<T>) loaded).problems());
        return Optional.empty();
    }

    private static List<String> warnings(Loaded<?> loaded) {
        return loaded instanceof Loaded.Usable<?> usable ? usable.warnings() : List.of();
    }

    /** What should be in force: the newest of what is {@code wanted}, all of it usable, and {@code before} of the rest. */
    LoadResult.Complete newest(Set<Reference> wanted, LoadResult.Complete before) {
        Map<ClientCertificateRef, ClientCertificate> chosen =
                new LinkedHashMap<>(before.material().clientCertificates());
        chosen.putAll(only(certificates, named -> wanted.contains(Reference.to(named))));
        Map<OriginTrust, TrustAnchors> chosenTrust =
                new LinkedHashMap<>(before.material().trust());
        chosenTrust.putAll(only(
                trust, named -> named instanceof OriginTrust.CaBundle bundle && wanted.contains(Reference.to(bundle))));
        List<ListenerSetup> listeners = before.listeners().stream()
                .map(listener ->
                        new ListenerSetup(listener.bind(), listener.tls().map(tls -> newest(wanted, tls))))
                .toList();
        return new LoadResult.Complete(listeners, new Material(chosen, chosenTrust), List.of());
    }

    private ListenerSetup.Tls newest(Set<Reference> wanted, ListenerSetup.Tls before) {
        List<KeyedChain> chosen = new ArrayList<>();
        for (int i = 0; i < before.certificates().size(); i++) {
            Reference reference = Reference.to(before.config().certificates().get(i));
            KeyedChain inForce = before.certificates().get(i);
            chosen.add(wanted.contains(reference) ? shown.getOrDefault(reference, inForce) : inForce);
        }
        return new ListenerSetup.Tls(before.config(), chosen);
    }

    private static <K, V> Map<K, V> only(Map<K, V> all, Predicate<K> wanted) {
        Map<K, V> some = new LinkedHashMap<>(all);
        some.keySet().removeIf(wanted.negate());
        return some;
    }

    /** What differs between the two. */
    Map<Reference, Change> changes() {
        return changes;
    }

    /** What is not usable, with its problems. */
    Map<Reference, List<String>> refused() {
        return refused;
    }
}
