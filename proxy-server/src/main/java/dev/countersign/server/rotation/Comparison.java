package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Identity;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.material.Reference;
import dev.countersign.server.material.ReferenceReader;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is in force, compared with what the files hold now: each reference by itself, so that a bad one stops no other. */
final class Comparison {
    private final ReferenceReader reader;
    private final LastReadings readings;
    private final Path store;
    private final Map<ClientCertificateRef, ClientCertificate> certificates;
    private final Map<OriginTrust, TrustAnchors> trust;
    private final Map<Reference, Change> changes = new LinkedHashMap<>();
    private final Map<Reference, List<String>> refused = new LinkedHashMap<>();
    private final Map<Reference, Identity> otherAtListeners = new LinkedHashMap<>();

    private Comparison(Material inForce, CertificateStoreConfig config, LastReadings readings) {
        this.reader = new ReferenceReader(config);
        this.readings = readings;
        this.store = config.directory().value();
        this.certificates = new LinkedHashMap<>(inForce.clientCertificates());
        this.trust = new LinkedHashMap<>(inForce.trust());
    }

    /**
     * Reads what has changed since {@code readings} was last used, and all of the listeners', of which no new key is kept.
     */
    static Comparison of(
            Material inForce, List<ListenerSetup> listeners, CertificateStoreConfig config, LastReadings readings) {
        Comparison comparison = new Comparison(inForce, config, readings);
        comparison.certificates.replaceAll(comparison::newest);
        comparison.trust.replaceAll(comparison::newest);
        listeners.forEach(listener -> listener.tls().ifPresent(comparison::listener));
        return comparison;
    }

    private ClientCertificate newest(ClientCertificateRef named, ClientCertificate inForce) {
        Reference reference = Reference.to(named);
        long nextVersion = inForce.identity().version() + 1;
        Loaded<ClientCertificate> loaded =
                readings.of(reference, FilesInUse.of(named, store), () -> reader.clientCertificate(named, nextVersion));
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
        WatchedPaths file = new WatchedPaths(Set.of(bundle.file().value()), Set.of());
        Optional<TrustAnchors> other = usable(reference, readings.of(reference, file, () -> reader.trust(bundle)))
                .filter(found -> !found.digest().equals(inForce.digest()));
        other.ifPresent(found -> changes.put(reference, Change.of(inForce, found)));
        return other.orElse(inForce);
    }

    private void listener(ListenerSetup.Tls tls) {
        for (int i = 0; i < tls.certificates().size(); i++) {
            Identity inForce = Identity.of(tls.certificates().get(i), 1);
            Reference reference = Reference.to(tls.config().certificates().get(i));
            Optional<KeyedChain> found = usable(
                    reference,
                    reader.listenerCertificate(tls.config().certificates().get(i)));
            found.map(chain -> Identity.of(chain, 1))
                    .filter(identity -> !identity.equals(inForce))
                    .ifPresent(identity -> otherAtListeners.put(reference, identity));
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
    Material newest(Set<Reference> wanted, Material before) {
        Map<ClientCertificateRef, ClientCertificate> chosen = new LinkedHashMap<>(before.clientCertificates());
        chosen.putAll(only(certificates, named -> wanted.contains(Reference.to(named))));
        Map<OriginTrust, TrustAnchors> chosenTrust = new LinkedHashMap<>(before.trust());
        chosenTrust.putAll(only(
                trust, named -> named instanceof OriginTrust.CaBundle bundle && wanted.contains(Reference.to(bundle))));
        return new Material(chosen, chosenTrust);
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

    /** Listeners' certificates that are usable and not the ones viewers are shown. */
    Map<Reference, Identity> otherAtListeners() {
        return otherAtListeners;
    }
}
