package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
    private final Set<Reference> compared = new HashSet<>();
    private final Map<Reference, TrustAnchors> anchors = new LinkedHashMap<>();
    private final Map<Reference, RevocationLists> revoked = new LinkedHashMap<>();
    private final Map<Reference, KeyedChain> shown = new LinkedHashMap<>();
    private final Map<Reference, Change> changes = new LinkedHashMap<>();
    private final Map<Reference, List<String>> refused = new LinkedHashMap<>();

    private Comparison(Material inForce, MaterialReader reader) {
        this.reader = reader;
        this.certificates = new LinkedHashMap<>(inForce.clientCertificates());
    }

    /** Has everything read by {@code reader} that is in force. */
    static Comparison of(LoadResult.Complete inForce, MaterialReader reader) {
        Comparison comparison = new Comparison(inForce.material(), reader);
        comparison.certificates.replaceAll(comparison::newest);
        inForce.material().trust().forEach(comparison::trust);
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

    /** One file may be named by many, under different pins: each is compared once, and chosen for all of them. */
    private void trust(OriginTrust named, PeerTrust inForce) {
        Reference authorities = Reference.to(named.authorities());
        if (compared.add(authorities)) {
            authorities(authorities, named, inForce.anchors());
        }
        named.crl().ifPresent(crl -> {
            Reference reference = new Reference.Revoked(crl.value());
            if (compared.add(reference)) {
                inForce.revoked().ifPresent(lists -> revoked(reference, crl.value(), lists));
            }
        });
    }

    private void authorities(Reference reference, OriginTrust named, TrustAnchors inForce) {
        usable(reference, reader.authorities(named.authorities()))
                .filter(found -> !found.digest().equals(inForce.digest()))
                .ifPresent(found -> {
                    anchors.put(reference, found);
                    changes.put(reference, Change.of(inForce, found));
                });
    }

    private void revoked(Reference reference, Path crl, RevocationLists inForce) {
        Loaded<RevocationLists> loaded = reader.revoked(crl);
        usable(reference, loaded)
                .filter(found -> !found.digest().equals(inForce.digest()))
                .ifPresent(found -> {
                    revoked.put(reference, found);
                    changes.put(reference, Change.of(inForce, found, warnings(loaded)));
                });
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
        Map<OriginTrust, PeerTrust> chosenTrust =
                new LinkedHashMap<>(before.material().trust());
        chosenTrust.replaceAll((named, inForce) -> newest(wanted, named, inForce));
        List<ListenerSetup> listeners = before.listeners().stream()
                .map(listener ->
                        new ListenerSetup(listener.bind(), listener.tls().map(tls -> newest(wanted, tls))))
                .toList();
        return new LoadResult.Complete(listeners, new Material(chosen, chosenTrust), List.of());
    }

    private PeerTrust newest(Set<Reference> wanted, OriginTrust named, PeerTrust before) {
        Reference authorities = Reference.to(named.authorities());
        return new PeerTrust(
                wanted.contains(authorities) ? anchors.getOrDefault(authorities, before.anchors()) : before.anchors(),
                before.pins(),
                before.revoked().map(lists -> {
                    Reference crl =
                            new Reference.Revoked(named.crl().orElseThrow().value());
                    return wanted.contains(crl) ? revoked.getOrDefault(crl, lists) : lists;
                }));
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
