package dev.countersign.testkit.certificate;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a test wants in a certificate revocation list. Starts as an ordinary one: complete, from an hour ago, to be replaced in
 * a day, without extensions; each method changes one thing and returns this object.
 */
public final class CrlSpec {
    record Extended(String oid, boolean critical, byte[] der) {}

    final List<BigInteger> revoked = new ArrayList<>();
    final List<Extended> extensions = new ArrayList<>();
    final List<Extended> entryExtensions = new ArrayList<>();
    Instant thisUpdate = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));

    @Nullable
    Instant nextUpdate = thisUpdate.plus(Duration.ofHours(25));

    SignatureHash hash = SignatureHash.SHA256;

    private CrlSpec() {}

    /** That names these certificates, whoever issued them. */
    public static CrlSpec of(X509Certificate... certificates) {
        CrlSpec spec = new CrlSpec();
        for (X509Certificate certificate : certificates) {
            spec.revoked.add(certificate.getSerialNumber());
        }
        return spec;
    }

    /** When it was made, and when the next one comes; X.509 keeps whole seconds. */
    public CrlSpec valid(Instant from, Instant to) {
        thisUpdate = from;
        nextUpdate = to;
        return this;
    }

    /** Does not say when the next one comes. */
    public CrlSpec forEver() {
        nextUpdate = null;
        return this;
    }

    /** What the authority hashes with; SHA-1 is one of the wrong ones. */
    public CrlSpec signedWith(SignatureHash wanted) {
        hash = wanted;
        return this;
    }

    /** An extension of the list: the DER of its value. */
    public CrlSpec extension(String oid, boolean critical, byte[] der) {
        extensions.add(new Extended(oid, critical, der));
        return this;
    }

    /** An extension of every entry: the DER of its value. */
    public CrlSpec entryExtension(String oid, boolean critical, byte[] der) {
        entryExtensions.add(new Extended(oid, critical, der));
        return this;
    }
}
