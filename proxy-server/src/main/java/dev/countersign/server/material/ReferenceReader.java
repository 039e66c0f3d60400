package dev.countersign.server.material;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import dev.countersign.certs.SystemCas;
import dev.countersign.certs.Trust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationFile;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.store.CertificateStore;
import dev.countersign.config.CertificateFiles;
import dev.countersign.config.CertificateStoreConfig;
import dev.countersign.config.Located;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginTrust;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads what references name, at the start and at every rotation. What is named twice is read once, so one serves once. */
public final class ReferenceReader implements MaterialReader {
    private static final long FIRST_VERSION = 1;

    private final KeyAccess access;
    private final CertificateStore store;
    private final Map<Reference, Loaded<?>> read = new HashMap<>();

    /** For one reading of everything. */
    public ReferenceReader(CertificateStoreConfig config) {
        access = config.allowReadableKeys() ? KeyAccess.ANYBODY : KeyAccess.PRIVATE;
        store = new CertificateStore(config.directory().value(), access);
    }

    @Override
    public Loaded<KeyedChain> listenerCertificate(CertificateFiles files) {
        return once(
                Reference.to(files),
                () -> KeyedChains.read(
                        new KeyedMaterial.Files(
                                files.chain().value(), files.key().value()),
                        access));
    }

    @Override
    public Loaded<TrustAnchors> authorities(OriginTrust.Authorities named) {
        return once(Reference.to(named), () -> {
            if (named instanceof OriginTrust.CaBundle bundle) {
                return Trust.fromBundle(bundle.file().value());
            }
            return named instanceof OriginTrust.SystemCas ? SystemCas.read() : Trust.publicCas();
        });
    }

    @Override
    public Loaded<RevocationLists> revoked(Path crl) {
        return once(new Reference.Revoked(crl), () -> RevocationFile.read(crl, Instant.now()));
    }

    @Override
    public Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference) {
        return clientCertificate(reference, FIRST_VERSION);
    }

    /**
     * A client certificate, as the version the store knows.
     *
     * @param version of one that is named by files, which have no version of their own
     */
    public Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference, long version) {
        return once(Reference.to(reference), () -> read(reference, version));
    }

    private Loaded<ClientCertificate> read(ClientCertificateRef reference, long version) {
        if (reference instanceof ClientCertificateRef.ByArn byArn) {
            return store.find(byArn.arn().value());
        }
        if (reference instanceof ClientCertificateRef.ByKeyStore keyStore) {
            return withPassword(
                    keyStore.password(),
                    password -> ClientCertificates.read(
                            new KeyedMaterial.KeyStoreFile(keyStore.file().value(), password),
                            access,
                            rules(keyStore.rules()),
                            version));
        }
        ClientCertificateRef.ByFiles pair = (ClientCertificateRef.ByFiles) reference;
        return withPassword(
                pair.password(),
                password -> ClientCertificates.read(
                        new KeyedMaterial.Files(
                                pair.files().chain().value(), pair.files().key().value(), password),
                        access,
                        rules(pair.rules()),
                        version));
    }

    /** A password that is a file's content is read again: it may have changed together with what it opens. */
    private Loaded<ClientCertificate> withPassword(
            Optional<Located<Secret>> configured, Function<Optional<Password>, Loaded<ClientCertificate>> reading) {
        Optional<Path> file = configured.flatMap(secret -> secret.value().file());
        if (file.isEmpty()) {
            return reading.apply(
                    configured.map(secret -> new Password(secret.value().reveal())));
        }
        Loaded<Password> password = Password.fromFile(file.orElseThrow(), access);
        return password instanceof Loaded.Usable<Password> usable
                ? reading.apply(Optional.of(usable.value()))
                : new Loaded.Unusable<>(((Loaded.Unusable<Password>) password).problems());
    }

    private static AttachmentRules rules(CertificateRules configured) {
        return switch (configured) {
            case CLOUDFRONT -> AttachmentRules.CLOUDFRONT;
            case RELAXED -> AttachmentRules.RELAXED;
        };
    }

    @SuppressWarnings("unchecked") // a reference names one kind of material only
    private <T> Loaded<T> once(Reference reference, Supplier<Loaded<T>> load) {
        return (Loaded<T>) read.computeIfAbsent(reference, absent -> load.get());
    }
}
