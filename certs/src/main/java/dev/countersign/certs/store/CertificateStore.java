package dev.countersign.certs.store;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.rules.AttachmentRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory of client certificates. Each has a folder named by the id of its ARN:
 *
 * <pre>
 * DIRECTORY/cert-1/metadata.properties   which ARN, which version
 * DIRECTORY/cert-1/chain-1.pem           leaf first
 * DIRECTORY/cert-1/key-1.pem             readable by the proxy alone
 * </pre>
 *
 * <p>The number in the names is the version. A chain and a key of one version are written before the metadata that
 * names it, and the metadata is replaced by one rename: a reader sees the old pair or the new one, never half of each.
 */
public final class CertificateStore {
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
     * {@link ClientCertificates#of}.
     */
    public Loaded<ClientCertificate> find(String arn) {
        Loaded<CertificateArn> parsed = CertificateArn.parse(arn);
        if (parsed instanceof Loaded.Usable<CertificateArn> usable) {
            return find(usable.value());
        }
        return new Loaded.Unusable<>(((Loaded.Unusable<CertificateArn>) parsed).problems());
    }

    private Loaded<ClientCertificate> find(CertificateArn arn) {
        Path folder = directory.resolve(arn.id());
        if (!Files.isDirectory(folder)) {
            return new Loaded.Unusable<>(
                    List.of(arn + " is not in the certificate store " + directory + ": import it, or correct the ARN"));
        }
        Path metadataFile = folder.resolve("metadata.properties");
        Loaded<StoredMetadata> read = StoredMetadata.read(metadataFile);
        if (read instanceof Loaded.Usable<StoredMetadata> usable) {
            StoredMetadata metadata = usable.value();
            if (!metadata.arn().equals(arn.value())) {
                return new Loaded.Unusable<>(List.of(metadataFile + " belongs to another ARN than " + arn
                        + ": correct the account or the region of the ARN"));
            }
            return ClientCertificates.of(
                    KeyedChains.read(
                            new KeyedMaterial.Files(
                                    folder.resolve("chain-" + metadata.version() + ".pem"),
                                    folder.resolve("key-" + metadata.version() + ".pem")),
                            access),
                    arn.value(),
                    metadata.version(),
                    AttachmentRules.CLOUDFRONT);
        }
        return new Loaded.Unusable<>(((Loaded.Unusable<StoredMetadata>) read).problems());
    }
}
