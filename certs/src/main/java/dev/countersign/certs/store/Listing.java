package dev.countersign.certs.store;

import java.util.List;

/**
 * What is in the certificate store.
 *
 * @param certificates those that can be read, sorted by ARN
 * @param problems one for each folder that is no certificate as documented, sorted; not part of {@code certificates}
 */
public record Listing(List<StoredCertificate> certificates, List<String> problems) {
    public Listing {
        certificates = List.copyOf(certificates);
        problems = List.copyOf(problems);
    }
}
