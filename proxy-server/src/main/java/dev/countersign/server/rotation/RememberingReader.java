package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialReader;
import dev.countersign.server.material.Reference;
import dev.countersign.server.material.ReferenceReader;
import dev.countersign.server.watch.WatchedPaths;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads only what has changed, and knows what is in force: what is the same certificate keeps its version, and what is
 * another one under the same name is the next.
 */
public final class RememberingReader implements MaterialReader {
    private final ReferenceReader reader;
    private final LastReadings readings;
    private final Path store;
    private final Map<Reference, ClientCertificate> inForce = new HashMap<>();

    /** For one reading of everything under a configuration with that store. */
    public RememberingReader(CertificateStoreConfig config, LoadResult.Complete inForce, LastReadings readings) {
        this.reader = new ReferenceReader(config);
        this.readings = readings;
        this.store = config.directory().value();
        readings.judgedBy(config);
        inForce.material()
                .clientCertificates()
                .forEach((named, certificate) -> this.inForce.put(Reference.to(named), certificate));
    }

    @Override
    public Loaded<KeyedChain> listenerCertificate(CertificateFiles files) {
        WatchedPaths paths =
                new WatchedPaths(Set.of(files.chain().value(), files.key().value()), Set.of());
        return readings.of(Reference.to(files), paths, () -> reader.listenerCertificate(files));
    }

    @Override
    public Loaded<TrustAnchors> authorities(OriginTrust.Authorities named) {
        return readings.of(Reference.to(named), FilesInUse.of(named), () -> reader.authorities(named));
    }

    @Override
    public Loaded<RevocationLists> revoked(Path crl) {
        WatchedPaths file = new WatchedPaths(Set.of(crl), Set.of());
        return readings.of(new Reference.Revoked(crl), file, () -> reader.revoked(crl));
    }

    @Override
    public Loaded<ClientCertificate> clientCertificate(ClientCertificateRef named) {
        Reference reference = Reference.to(named);
        ClientCertificate present = inForce.get(reference);
        long nextVersion = present == null ? 1 : present.identity().version() + 1;
        Loaded<ClientCertificate> loaded =
                readings.of(reference, FilesInUse.of(named, store), () -> reader.clientCertificate(named, nextVersion));
        return present != null
                        && loaded instanceof Loaded.Usable<ClientCertificate> usable
                        && usable.value().identity().equals(present.identity())
                ? new Loaded.Usable<>(present, usable.warnings())
                : loaded;
    }
}
