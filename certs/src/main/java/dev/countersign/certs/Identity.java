package dev.countersign.certs;

import java.util.ArrayList;
import java.util.List;

/**
 * One client certificate in one version. Two identities are equal when leaf, chain and public key are: the version
 * only counts changes.
 *
 * @param leafSha256 SHA-256 of the leaf's DER, lower-case hex; the identity's name in the log
 * @param digest SHA-256 over leaf, chain and public key, lower-case hex; what equality means
 * @param version 1 for the first certificate seen under a reference, one more for each change
 */
public record Identity(String leafSha256, String digest, long version) {
    /** The identity of this certificate, as the given version. */
    public static Identity of(KeyedChain material, long version) {
        List<byte[]> parts = new ArrayList<>();
        material.chain().forEach(certificate -> parts.add(Digests.der(certificate)));
        parts.add(material.leaf().getPublicKey().getEncoded());
        return new Identity(Digests.of(Digests.der(material.leaf())), Digests.ofParts(parts), version);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }
}
