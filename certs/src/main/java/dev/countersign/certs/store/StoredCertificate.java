package dev.countersign.certs.store;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate of the store, without its key.
 *
 * @param chain leaf first, at least one
 */
public record StoredCertificate(CertificateArn arn, StoredMetadata metadata, List<X509Certificate> chain) {
    public StoredCertificate {
        chain = List.copyOf(chain);
    }

    /** The certificate itself, which the rest of the chain certifies. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "StoredCertificate[" + arn + ", version " + metadata.version() + "]";
    }
}
