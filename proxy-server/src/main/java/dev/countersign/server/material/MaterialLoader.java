package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.ListenerConfig;
import dev.countersign.config.ListenerTlsConfig;
import dev.countersign.config.Located;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Loads every file and every ARN a configuration names, all or nothing. All problems are found before any is reported, each
 * at the place that names the culprit.
 */
public final class MaterialLoader {
    private final MaterialReader reader;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<Reference> warnedOf = new HashSet<>();
    private final Set<List<Object>> repeated = new HashSet<>();

    private MaterialLoader(MaterialReader reader) {
        this.reader = reader;
    }

    /** Reads all of it from its files. */
    public static LoadResult load(ProxyConfig config) {
        return load(config, new ReferenceReader(config.certificateStore()));
    }

    /** Has all of it read by {@code reader}. */
    public static LoadResult load(ProxyConfig config, MaterialReader reader) {
        MaterialLoader loader = new MaterialLoader(reader);
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
            take(Reference.to(files), reader.listenerCertificate(files), Places.in(files))
                    .ifPresent(chains::add);
        }
        return new ListenerSetup.Tls(tls, chains);
    }

    private Material origins(List<DistributionConfig> distributions) {
        Map<ClientCertificateRef, ClientCertificate> certificates = new LinkedHashMap<>();
        Map<OriginTrust, PeerTrust> trust = new LinkedHashMap<>();
        for (DistributionConfig distribution : distributions) {
            for (OriginConfig origin : distribution.origins()) {
                CustomOriginConfig custom = origin.customOriginConfig();
                trust(custom.trust()).ifPresent(loaded -> trust.put(custom.trust(), loaded));
                custom.originMtlsConfig().ifPresent(mtls -> {
                    load(mtls.certificate(), certificates);
                    mtls.fallback().ifPresent(fallback -> {
                        load(fallback, certificates);
                        compare(mtls.certificate(), fallback, certificates);
                    });
                });
            }
        }
        return new Material(certificates, trust);
    }

    private Optional<PeerTrust> trust(OriginTrust trust) {
        Optional<TrustAnchors> anchors = take(
                Reference.to(trust.authorities()),
                reader.authorities(trust.authorities()),
                Places.in(trust.authorities()));
        Optional<RevocationLists> lists = trust.crl()
                .flatMap(file -> take(
                        new Reference.Revoked(file.value()), reader.revoked(file.value()), problem -> file.position()));
        if (anchors.isEmpty() || lists.isPresent() != trust.crl().isPresent()) {
            return Optional.empty();
        }
        PeerTrust loaded = new PeerTrust(anchors.orElseThrow(), trust.pins().all(), lists);
        lists.ifPresent(it -> warnOfTheSilent(trust, loaded, it));
        return Optional.of(loaded);
    }

    /** Of an authority in a bundle without a list nothing would pass; of the public ones nobody has all lists. */
    private void warnOfTheSilent(OriginTrust trust, PeerTrust loaded, RevocationLists lists) {
        if (trust.authorities() instanceof OriginTrust.CaBundle bundle) {
            Located<Path> crl = trust.crl().orElseThrow();
            loaded.anchors().certificates().stream()
                    .filter(authority -> authority.getBasicConstraints() >= 0 && !lists.areFrom(authority))
                    .filter(authority -> repeated.add(List.of(crl.value(), authority)))
                    .forEach(authority -> warnings.add(crl.position() + ": " + crl.value() + " holds no list of "
                            + Subject.of(authority) + ", which " + bundle.file().value()
                            + " trusts: whoever it vouches for is refused; add its list"));
        }
    }

    private void load(ClientCertificateRef reference, Map<ClientCertificateRef, ClientCertificate> loaded) {
        take(Reference.to(reference), reader.clientCertificate(reference), Places.in(reference))
                .ifPresent(certificate -> loaded.put(reference, certificate));
    }

    /** A fallback that is the same certificate under another ARN would only be rejected once more. */
    private void compare(
            ClientCertificateRef first,
            ClientCertificateRef.ByArn fallback,
            Map<ClientCertificateRef, ClientCertificate> loaded) {
        ClientCertificate one = loaded.get(first);
        ClientCertificate other = loaded.get(fallback);
        if (one != null
                && other != null
                && one.identity().equals(other.identity())
                && repeated.add(List.of(Reference.to(first), Reference.to(fallback)))) {
            warnings.add(fallback.arn().position() + ": " + other.source() + " is the same certificate as "
                    + one.source() + ": an origin that rejects one rejects the other; import another one under"
                    + " this ARN, or remove fallbackCertificateArn");
        }
    }

    private <T> Optional<T> take(Reference reference, Loaded<T> loaded, Function<String, Position> place) {
        if (loaded instanceof Loaded.Usable<T> usable) {
            if (warnedOf.add(reference)) {
                usable.warnings().forEach(warning -> warnings.add(place.apply(warning) + ": " + warning));
            }
            return Optional.of(usable.value());
        }
        ((Loaded.Unusable<T>) loaded)
                .problems()
                .forEach(problem -> problems.add(new Problem(place.apply(problem), problem)));
        return Optional.empty();
    }
}
