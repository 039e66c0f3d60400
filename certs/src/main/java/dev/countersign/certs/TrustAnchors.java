package dev.countersign.certs;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Who may vouch for a peer.
 *
 * @param certificates at least one
 * @param digest SHA-256 over all of them, lower-case hex; equal digests mean equal trust
 */
public record TrustAnchors(List<X509Certificate> certificates, String digest) {
    public TrustAnchors {
        certificates = List.copyOf(certificates);
    }

    /** Trust in these certificates; neither their order nor a repetition makes a difference to the digest. */
    public static TrustAnchors of(List<X509Certificate> certificates) {
        List<X509Certificate> distinct = certificates.stream().distinct().toList();
        if (distinct.isEmpty()) {
            throw new IllegalArgumentException("trust needs at least one certificate");
        }
        return new TrustAnchors(
                distinct,
                Digests.ofParts(distinct.stream()
                        .map(Digests::der)
                        .sorted(Arrays::compareUnsigned)
                        .toList()));
    }
}
