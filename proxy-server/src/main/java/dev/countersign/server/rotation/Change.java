package dev.countersign.server.rotation;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Identity;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.certs.revocation.RevocationLists;
import java.util.List;

/**
 * What a rotation replaces by what.
 *
 * @param text for the operator
 * @param warnings of what is new
 */
record Change(String text, List<String> warnings) {
    private static final int PREFIX = 16;

    static Change of(ClientCertificate before, ClientCertificate after, List<String> warnings) {
        return new Change(
                prefix(before.identity()) + " -> " + prefix(after.identity()) + ", version "
                        + after.identity().version() + ", until "
                        + after.material().leaf().getNotAfter().toInstant(),
                warnings);
    }

    /** Of a listener: what viewers are shown. */
    static Change of(KeyedChain before, KeyedChain after, List<String> warnings) {
        return new Change(
                prefix(Identity.of(before, 1)) + " -> " + prefix(Identity.of(after, 1)) + ", until "
                        + after.leaf().getNotAfter().toInstant(),
                warnings);
    }

    static Change of(TrustAnchors before, TrustAnchors after) {
        return new Change(
                count(before) + " -> " + count(after)
                        + (before.certificates().size() == after.certificates().size() ? ", others" : ""),
                List.of());
    }

    static Change of(RevocationLists before, RevocationLists after, List<String> warnings) {
        return new Change(count(before) + " -> " + count(after) + ", until " + after.firstEnd(), warnings);
    }

    private static String count(RevocationLists lists) {
        return lists.size() + " revoked";
    }

    /** What is kept, for a sentence that says so. */
    static String kept(ClientCertificate certificate) {
        return "version " + certificate.identity().version() + " (" + prefix(certificate.identity()) + ", until "
                + certificate.material().leaf().getNotAfter().toInstant() + ")";
    }

    /** Enough of a fingerprint to find it in the access log. */
    static String prefix(Identity identity) {
        return identity.leafSha256().substring(0, PREFIX);
    }

    private static String count(TrustAnchors anchors) {
        int size = anchors.certificates().size();
        return size == 1 ? "1 certificate" : size + " certificates";
    }
}
