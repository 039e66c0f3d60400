package dev.countersign.core.tls.certificate;

import dev.countersign.certs.revocation.RevocationLists;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is each certificate in the path known not to be revoked (RFC 5280 section 6.3)? One that no list speaks for is refused like
 * one that is revoked. The anchor is not looked up: who is trusted is for the bundle to say.
 */
final class RevocationCheck {
    private final @Nullable RevocationLists lists;

    /** Without lists nobody is asked. */
    RevocationCheck(@Nullable RevocationLists lists) {
        this.lists = lists;
    }

    /**
     * Looks every certificate up.
     *
     * @param path the leaf first, each certified by the next and the last by the anchor
     */
    boolean allows(List<X509Certificate> path, X509Certificate anchor) {
        RevocationLists asked = lists;
        if (asked == null) {
            return true;
        }
        Instant now = Instant.now();
        for (int i = 0; i < path.size(); i++) {
            X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
            if (asked.status(path.get(i), issuer, now) != RevocationLists.Status.GOOD) {
                return false;
            }
        }
        return true;
    }
}
