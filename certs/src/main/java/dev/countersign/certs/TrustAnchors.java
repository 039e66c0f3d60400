package dev.countersign.certs;

import java.security.cert.X509Certificate;
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
}
