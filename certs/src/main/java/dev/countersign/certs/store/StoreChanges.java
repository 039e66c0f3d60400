package dev.countersign.certs.store;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes the certificate store. What is refused changes nothing; what is done is on the disk when the method returns. Whether
 * a certificate is in use is not known here: ask before {@link #delete}.
 */
public final class StoreChanges {
    private final Path directory;
    private final String account;

    /**
     * Changes of a store; its directory is created by the first import.
     *
     * @param account twelve digits; part of the ARNs made here
     */
    public StoreChanges(Path directory, String account) {
        this.directory = directory;
        this.account = account;
    }

    /** Imports a certificate under a new ARN, whose id is random. */
    public Loaded<StoredCertificate> importNew(KeyedChain material, Map<String, String> tags) {
        return new Loaded.Unusable<>(List.of("not available yet"));
    }

    /** Imports a certificate under an ARN of this store's account that no certificate has yet. */
    public Loaded<StoredCertificate> importAs(String arn, KeyedChain material, Map<String, String> tags) {
        return new Loaded.Unusable<>(List.of(account + " not available yet"));
    }

    /** Replaces the certificate of an ARN; its tags stay. The same certificate again keeps its version. */
    public Loaded<StoredCertificate> reimport(String arn, KeyedChain material) {
        return new Loaded.Unusable<>(List.of("not available yet"));
    }

    /** Removes a certificate and its key; gives what was there. */
    public Loaded<StoredCertificate> delete(String arn) {
        return new Loaded.Unusable<>(List.of(directory + " not available yet"));
    }

    /** Adds tags, or changes their values; gives the certificate with all of its tags. */
    public Loaded<StoredCertificate> tag(String arn, Map<String, String> tags) {
        return new Loaded.Unusable<>(List.of("not available yet"));
    }

    /** Removes tags; a key that no tag has is no error. */
    public Loaded<StoredCertificate> untag(String arn, Set<String> keys) {
        return new Loaded.Unusable<>(List.of("not available yet"));
    }
}
