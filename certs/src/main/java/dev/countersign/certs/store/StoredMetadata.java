package dev.countersign.certs.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the store knows of a certificate besides its PEM; {@link MetadataFile} says how it is written down.
 *
 * @param arn the whole ARN
 * @param version 1 for the first import, one more for each re-import of another certificate; also says which PEM files are
 *     the current ones
 * @param createdAt when the ARN's first version was imported
 * @param importedAt when it was imported last
 * @param lostClientAuthentication an earlier version was for TLS client authentication, and this one is not: it is presented
 *     all the same
 * @param tags by key; may be empty
 */
public record StoredMetadata(
        String arn,
        long version,
        Instant createdAt,
        Instant importedAt,
        boolean lostClientAuthentication,
        Map<String, String> tags) {
    public StoredMetadata {
        tags = Map.copyOf(tags);
    }

    StoredMetadata importedAgain(Instant at) {
        return new StoredMetadata(arn, version, createdAt, at, lostClientAuthentication, tags);
    }

    StoredMetadata nextVersion(Instant at, boolean losesClientAuthentication) {
        return new StoredMetadata(arn, version + 1, createdAt, at, losesClientAuthentication, tags);
    }

    StoredMetadata tagged(Map<String, String> all) {
        return new StoredMetadata(arn, version, createdAt, importedAt, lostClientAuthentication, new HashMap<>(all));
    }
}
