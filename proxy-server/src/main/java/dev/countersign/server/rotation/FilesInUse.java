package dev.countersign.server.rotation;

import dev.countersign.certs.Loaded;
import dev.countersign.certs.SystemCas;
import dev.countersign.certs.store.CertificateArn;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.Located;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which files does a configuration depend on besides itself? */
public final class FilesInUse {
    private final Set<Path> files = new HashSet<>();
    private final Set<Path> folders = new HashSet<>();
    private final Path store;

    private FilesInUse(Path store) {
        this.store = store;
    }

    /** Chains, keys, key stores, passwords, bundles and revocation lists as files; of the store the folders of the certificates in use. */
    public static WatchedPaths of(ProxyConfig config) {
        FilesInUse used = new FilesInUse(config.certificateStore().directory().value());
        config.listeners()
                .forEach(listener ->
                        listener.tls().ifPresent(tls -> tls.certificates().forEach(used::pair)));
        config.distributions()
                .forEach(distribution ->
                        distribution.origins().forEach(origin -> used.origin(origin.customOriginConfig())));
        return new WatchedPaths(used.files, used.folders);
    }

    /** The same of one client certificate. */
    static WatchedPaths of(ClientCertificateRef reference, Path store) {
        FilesInUse used = new FilesInUse(store);
        used.certificate(reference);
        return new WatchedPaths(used.files, used.folders);
    }

    /** The same of who may vouch for an origin; the JDK's authorities change with the JDK. */
    static WatchedPaths of(OriginTrust.Authorities authorities) {
        FilesInUse used = new FilesInUse(Path.of(""));
        used.authorities(authorities);
        return new WatchedPaths(used.files, used.folders);
    }

    private void authorities(OriginTrust.Authorities authorities) {
        if (authorities instanceof OriginTrust.CaBundle bundle) {
            files.add(bundle.file().value());
        } else if (authorities instanceof OriginTrust.SystemCas) {
            SystemCas.file().ifPresent(files::add);
        }
    }

    private void origin(CustomOriginConfig origin) {
        authorities(origin.trust().authorities());
        origin.trust().crl().ifPresent(crl -> files.add(crl.value()));
        origin.originMtlsConfig().ifPresent(mtls -> {
            certificate(mtls.certificate());
            mtls.fallback().ifPresent(this::certificate);
        });
    }

    private void certificate(ClientCertificateRef reference) {
        if (reference instanceof ClientCertificateRef.ByArn byArn) {
            if (CertificateArn.parse(byArn.arn().value()) instanceof Loaded.Usable<CertificateArn> arn) {
                folders.add(store.resolve(arn.value().id()));
            }
        } else if (reference instanceof ClientCertificateRef.ByKeyStore keyStore) {
            files.add(keyStore.file().value());
            password(keyStore.password());
        } else if (reference instanceof ClientCertificateRef.ByFiles pair) {
            pair(pair.files());
            password(pair.password());
        }
    }

    private void pair(CertificateFiles pair) {
        files.add(pair.chain().value());
        files.add(pair.key().value());
    }

    private void password(Optional<Located<Secret>> password) {
        password.flatMap(secret -> secret.value().file()).ifPresent(files::add);
    }
}
