package dev.countersign.certs.revocation;

import dev.countersign.certs.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** Revocation lists of one or more authorities. Thread-safe. */
public final class RevocationLists {
    private final List<RevocationList> lists;
    private final Map<X500Principal, List<RevocationList>> byIssuer;
    private final String digest;

    /** What a certificate's issuer says of it. */
    public enum Status {
        /** A list that is up to date speaks for it, and does not name it. */
        GOOD,
        /** A list names it. */
        REVOKED,
        /** No list that is up to date speaks for it. */
        UNKNOWN
    }

    RevocationLists(List<RevocationList> lists) {
        this.lists = List.copyOf(lists);
        byIssuer = lists.stream().collect(Collectors.groupingBy(RevocationList::issuer));
        digest = Fingerprint.sha256(lists.stream()
                .map(RevocationList::fingerprint)
                .sorted()
                .distinct()
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII));
    }

    /** At least one, in the order of the file. */
    public List<RevocationList> lists() {
        return lists;
    }

    /** SHA-256 over all of them, lower-case hex; equal digests mean equal lists. */
    public String digest() {
        return digest;
    }

    /** How many certificates they revoke together. */
    public int size() {
        return lists.stream().mapToInt(RevocationList::size).sum();
    }

    /** When the first of them is to be replaced. */
    public Instant firstEnd() {
        return lists.stream()
                .map(RevocationList::nextUpdate)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /**
     * Looks a certificate up.
     *
     * @param issuer who signed it, and must have signed the list (RFC 5280 section 6.3.3)
     */
    public Status status(X509Certificate certificate, X509Certificate issuer, Instant now) {
        Status status = Status.UNKNOWN;
        for (RevocationList list : byIssuer.getOrDefault(certificate.getIssuerX500Principal(), List.of())) {
            if (list.speaksFor(certificate) && list.isSignedBy(issuer)) {
                // Who was revoked stays so, also when the list that says so is old.
                if (list.names(certificate)) {
                    return Status.REVOKED;
                }
                status = list.isCurrent(now) ? Status.GOOD : status;
            }
        }
        return status;
    }

    /** Is there a list of that authority's, up to date or not? */
    public boolean areFrom(X509Certificate authority) {
        return byIssuer.getOrDefault(authority.getSubjectX500Principal(), List.of()).stream()
                .anyMatch(list -> list.isSignedBy(authority));
    }
}
