package dev.countersign.certs;

import dev.countersign.certs.revocation.RevocationLists;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a peer's certificate has to stand up to.
 *
 * @param anchors who may vouch for it
 * @param pins SHA-256 of public keys, lower-case hex, one of which has to stand in the path; empty: any path will do
 * @param revoked what is asked about each certificate in the path; empty: nothing is
 */
public record PeerTrust(TrustAnchors anchors, Set<String> pins, Optional<RevocationLists> revoked) {
    public PeerTrust {
        pins = Set.copyOf(pins);
    }

    /** Trust in whatever these authorities vouch for. */
    public static PeerTrust in(TrustAnchors anchors) {
        return new PeerTrust(anchors, Set.of(), Optional.empty());
    }

    /** Equal digests mean equal trust: over all of it, lower-case hex. */
    public String digest() {
        return Fingerprint.sha256((anchors.digest() + " pins " + new TreeSet<>(pins) + " revoked "
                        + revoked.map(RevocationLists::digest).orElse("nobody"))
                .getBytes(StandardCharsets.US_ASCII));
    }
}
