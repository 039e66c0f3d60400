package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import dev.countersign.certs.Trust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.store.CertificateStore;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.ListenerConfig;
import dev.countersign.config.ListenerTlsConfig;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loads every file and every ARN a configuration names. All problems are found before any is reported, each at the place
 * that names the culprit. What is named twice is read once.
 */
public final class MaterialLoader {
    private final KeyAccess access;
    private final CertificateStore store;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<Object, Loaded<?>> seen = new HashMap<>();

    private MaterialLoader(CertificateStoreConfig config) {
        access = config.allowReadableKeys() ? KeyAccess.ANYBODY : KeyAccess.PRIVATE;
        store = new CertificateStore(config.directory().value(), access);
    }

    public static LoadResult load(ProxyConfig config) {
        MaterialLoader loader = new MaterialLoader(config.certificateStore());
        List<ListenerSetup> listeners =
                config.listeners().stream().map(loader::listener).toList();
        Material material = loader.origins(config.distributions());
        return loader.problems.isEmpty()
                ? new LoadResult.Complete(listeners, material, loader.warnings)
                : new LoadResult.Flawed(loader.problems);
    }

    private ListenerSetup listener(ListenerConfig listener) {
        return new ListenerSetup(listener.bind(), listener.tls().map(this::tls));
    }

    private ListenerSetup.Tls tls(ListenerTlsConfig tls) {
        List<KeyedChain> chains = new ArrayList<>();
        for (CertificateFiles files : tls.certificates()) {
            KeyedMaterial from =
                    new KeyedMaterial.Files(files.chain().value(), files.key().value());
            once(placeIn(files), from, () -> KeyedChains.read(from, access)).ifPresent(chains::add);
        }
        return new ListenerSetup.Tls(tls, chains);
    }

    private Material origins(List<DistributionConfig> distributions) {
        Map<ClientCertificateRef, ClientCertificate> certificates = new LinkedHashMap<>();
        Map<OriginTrust, TrustAnchors> trust = new LinkedHashMap<>();
        for (DistributionConfig distribution : distributions) {
            for (OriginConfig origin : distribution.origins()) {
                CustomOriginConfig custom = origin.customOriginConfig();
                trust(custom.trust()).ifPresent(anchors -> trust.put(custom.trust(), anchors));
                custom.originMtlsConfig().ifPresent(mtls -> {
                    load(mtls.certificate(), certificates);
                    mtls.fallback().ifPresent(fallback -> load(fallback, certificates));
                });
            }
        }
        return new Material(certificates, trust);
    }

    private Optional<TrustAnchors> trust(OriginTrust trust) {
        if (trust instanceof OriginTrust.CaBundle bundle) {
            return once(
                    problem -> bundle.file().position(),
                    trust,
                    () -> Trust.fromBundle(bundle.file().value()));
        }
        return Optional.of(Trust.publicCas());
    }

    private void load(ClientCertificateRef reference, Map<ClientCertificateRef, ClientCertificate> loaded) {
        clientCertificate(reference).ifPresent(certificate -> loaded.put(reference, certificate));
    }

    private Optional<ClientCertificate> clientCertificate(ClientCertificateRef reference) {
        if (reference instanceof ClientCertificateRef.ByArn byArn) {
            String arn = byArn.arn().value();
            return once(problem -> byArn.arn().position(), arn, () -> store.find(arn));
        }
        if (reference instanceof ClientCertificateRef.ByKeyStore keyStore) {
            return presented(
                    problem -> keyStore.file().position(),
                    new KeyedMaterial.KeyStoreFile(keyStore.file().value(), password(keyStore.password())),
                    keyStore.rules());
        }
        ClientCertificateRef.ByFiles pair = (ClientCertificateRef.ByFiles) reference;
        return presented(
                placeIn(pair.files()),
                new KeyedMaterial.Files(
                        pair.files().chain().value(), pair.files().key().value(), password(pair.password())),
                pair.rules());
    }

    private Optional<ClientCertificate> presented(
            Function<String, Position> place, KeyedMaterial from, CertificateRules configured) {
        AttachmentRules rules =
                switch (configured) {
                    case CLOUDFRONT -> AttachmentRules.CLOUDFRONT;
                    case RELAXED -> AttachmentRules.RELAXED;
                };
        return once(place, new Presented(from, rules), () -> ClientCertificates.read(from, access, rules, 1));
    }

    private static Optional<Password> password(Optional<Located<Secret>> configured) {
        return configured.map(secret -> new Password(secret.value().reveal()));
    }

    /** A problem with one of two files begins with that file's name; one with both stands where the chain is named. */
    private static Function<String, Position> placeIn(CertificateFiles files) {
        String key = files.key().value().toString();
        return problem ->
                problem.startsWith(key) ? files.key().position() : files.chain().position();
    }

    @SuppressWarnings("unchecked") // a key names one kind of material only
    private <T> Optional<T> once(Function<String, Position> place, Object key, Supplier<Loaded<T>> load) {
        boolean fresh = !seen.containsKey(key);
        Loaded<T> loaded = (Loaded<T>) seen.computeIfAbsent(key, absent -> load.get());
        if (loaded instanceof Loaded.Usable<T> usable) {
            if (fresh) {
                usable.warnings().forEach(warning -> warnings.add(place.apply(warning) + ": " + warning));
            }
            return Optional.of(usable.value());
        }
        ((Loaded.Unusable<T>) loaded)
                .problems()
                .forEach(problem -> problems.add(new Problem(place.apply(problem), problem)));
        return Optional.empty();
    }

    /** Files as a client certificate; the same files may serve a listener too, by other rules. */
    private record Presented(KeyedMaterial from, AttachmentRules rules) {}
}
