package dev.countersign.certs.store;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.CertificateBlocks;
import dev.countersign.certs.pem.PemFile;
import dev.countersign.certs.pem.Unreadable;
import dev.countersign.certs.rules.Attached;
import dev.countersign.certs.rules.AttachmentRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The directory of client certificates, for reading. Each has a folder named by the id of its ARN:
 *
 * <pre>
 * DIRECTORY/cert-1/metadata.properties   which ARN, which version
 * DIRECTORY/cert-1/chain-1.pem           leaf first
 * DIRECTORY/cert-1/key-1.pem             readable by the proxy alone
 * </pre>
 *
 * <p>The number in the names is the version. A chain and a key of one version are written before the metadata that
 * names it, and the metadata is replaced by one rename; the files of the version before go last. A reader takes no lock: what
 * it read counts if the metadata before and after say the same, and otherwise it reads again.
 */
public final class CertificateStore {
    /** A change takes several flushes to disk, a reading a fraction of one: a second attempt is rare, a fourth unheard of. */
    private static final int ATTEMPTS = 100;

    /** As for reading a chain with its key; what is imported fits. */
    static final int CHAIN_LIMIT = 96 * 1024;

    private final Path directory;
    private final KeyAccess access;

    /**
     * A store; the directory is looked at only when a certificate is asked for.
     *
     * @param access who may be able to read its keys
     */
    public CertificateStore(Path directory, KeyAccess access) {
        this.directory = directory;
        this.access = access;
    }

    /**
     * The client certificate an ARN stands for, with the ARN as its source and the version of its metadata. Unusable if the
     * ARN is malformed or unknown here, if its folder's metadata names another ARN, and for the reasons of
     * {@link ClientCertificates#of}. A certificate that lost its client authentication by a re-import comes with a warning.
     */
    public Loaded<ClientCertificate> find(String arn) {
        return CertificateArn.parse(arn).then(parsed -> settled(parsed, this::presentable));
    }

    /**
     * A certificate without its key, which is not read; nor is the certificate judged. Unusable if the ARN is malformed or
     * unknown here, if its folder's metadata names another ARN, and if a file is missing or cannot be read.
     */
    public Loaded<StoredCertificate> describe(String arn) {
        return CertificateArn.parse(arn).then(parsed -> settled(parsed, this::described));
    }

    /**
     * All certificates, as {@link #describe} gives them. Names that begin with a dot are none, nor are files. A directory that
     * does not exist yet is an empty store.
     */
    public Listing list() {
        List<StoredCertificate> certificates = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try {
            for (StoreFolder folder : StoreFolder.in(directory)) {
                Loaded<StoredCertificate> read = described(folder);
                if (read instanceof Loaded.Usable<StoredCertificate> usable) {
                    certificates.add(usable.value());
                } else if (read instanceof Loaded.Unusable<StoredCertificate> unusable
                        && Files.isDirectory(folder.path())) { // unless it was deleted meanwhile
                    problems.addAll(unusable.problems());
                }
            }
        } catch (IOException unreadable) {
            problems.add("the certificate store " + directory
                    + " cannot be listed: check that it is a directory this user" + " may read");
        }
        certificates.sort(Comparator.comparing(certificate -> certificate.arn().value()));
        problems.sort(Comparator.naturalOrder());
        return new Listing(certificates, problems);
    }

    private Loaded<StoredCertificate> described(StoreFolder folder) {
        return MetadataFile.read(folder.metadata())
                .then(
                        metadata -> CertificateArn.parse(metadata.arn()) instanceof Loaded.Usable<CertificateArn> arn
                                        && folder(arn.value()).equals(folder)
                                ? settled(arn.value(), this::described)
                                : new Loaded.Unusable<>(
                                        List.of(
                                                folder.metadata()
                                                        + " names an ARN whose id is not the folder's name: rename the folder, or correct the ARN")));
    }

    private <T> Loaded<T> settled(CertificateArn arn, BiFunction<CertificateArn, StoredMetadata, Loaded<T>> reading) {
        for (int attempt = 1; ; attempt++) {
            Loaded<StoredMetadata> before = metadata(arn);
            Loaded<T> result = before.then(metadata -> reading.apply(arn, metadata));
            if (attempt == ATTEMPTS || before.equals(metadata(arn))) {
                return result;
            }
        }
    }

    private Loaded<StoredMetadata> metadata(CertificateArn arn) {
        StoreFolder folder = folder(arn);
        if (Files.notExists(folder.path())) { // known to be missing, not merely out of this user's sight
            return new Loaded.Unusable<>(
                    List.of(arn + " is not in the certificate store " + directory + ": import it, or correct the ARN"));
        }
        return MetadataFile.read(folder.metadata())
                .then(metadata -> metadata.arn().equals(arn.value())
                        ? new Loaded.Usable<>(metadata, List.of())
                        : new Loaded.Unusable<>(List.of(folder.metadata() + " belongs to another ARN than " + arn
                                + ": correct the account or the region of the ARN")));
    }

    private Loaded<ClientCertificate> presentable(CertificateArn arn, StoredMetadata metadata) {
        return ClientCertificates.of(
                KeyedChains.read(folder(arn).pair(metadata.version()), access),
                arn.value(),
                metadata.version(),
                AttachmentRules.CLOUDFRONT,
                metadata.lostClientAuthentication() ? Attached.LOST_CLIENT_AUTHENTICATION : Attached.NEW);
    }

    private Loaded<StoredCertificate> described(CertificateArn arn, StoredMetadata metadata) {
        StoreFolder folder = folder(arn);
        Path chain = folder.chain(metadata.version());
        if (Files.notExists(folder.key(metadata.version()))) {
            return new Loaded.Unusable<>(List.of(folder.key(metadata.version()) + " does not exist"));
        }
        try {
            return new Loaded.Usable<>(
                    new StoredCertificate(arn, metadata, CertificateBlocks.parse(PemFile.read(chain, CHAIN_LIMIT))),
                    List.of());
        } catch (Unreadable because) {
            return new Loaded.Unusable<>(List.of(because.in(chain)));
        }
    }

    private StoreFolder folder(CertificateArn arn) {
        return new StoreFolder(directory.resolve(arn.id()));
    }
}
