package dev.countersign.core.tls.certificate;

import dev.countersign.certs.Fingerprint;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Does one of the pinned keys stand in the path? Any key of the validated path will do, the anchor's included, as in HPKP
 * (RFC 7469 section 2.6); what an origin sends along beside its path counts for nothing.
 */
final class PinnedKeys {
    private final Set<String> pins;

    /** SHA-256 of keys, lower-case hex; none means that any key will do. */
    PinnedKeys(Set<String> pins) {
        this.pins = pins;
    }

    boolean allow(List<X509Certificate> path, X509Certificate anchor) {
        return pins.isEmpty() || isPinned(anchor) || path.stream().anyMatch(this::isPinned);
    }

    private boolean isPinned(X509Certificate certificate) {
        return pins.contains(Fingerprint.sha256(certificate.getPublicKey().getEncoded()));
    }
}
