package dev.countersign.certs.authority;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A throw-away certificate authority for demonstrations and first steps: SHA-256, one level. What it issues is beyond
 * reproach; deliberately wrong certificates are the tests' business.
 */
public final class DevCa {
    /** Of a new authority's own certificate. */
    public static final Duration OWN_VALIDITY = Duration.ofDays(365);

    /** Of what an authority issues. */
    public static final Duration LEAF_VALIDITY = Duration.ofDays(90);

    private static final Set<String> SIGNING_KEYS = Set.of("EC", "RSA");
    private static final int KEY_CERT_SIGN = 5; // RFC 5280 section 4.2.1.3

    private final KeyedChain own;

    private DevCa(KeyedChain own) {
        this.own = own;
    }

    /** A new authority with this common name and a P-256 key, valid for a year. */
    public static DevCa create(String name) {
        return create(name, OWN_VALIDITY);
    }

    /** A new authority with this common name and a P-256 key. */
    public static DevCa create(String name, Duration validity) {
        KeyPair keys = LeafKey.P_256.generate();
        CertificateForm form = CertificateForm.authority(name, keys.getPublic(), validity);
        return new DevCa(new KeyedChain(List.of(form.selfSigned(keys.getPrivate())), keys.getPrivate()));
    }

    /**
     * An authority that exists already, such as one read from files. Unusable if it is none, has expired, or has a key of
     * another kind than EC and RSA; the problem is the rest of a sentence that begins with the certificate's file.
     */
    public static Loaded<DevCa> of(KeyedChain own) {
        return complaint(own)
                .<Loaded<DevCa>>map(problem -> new Loaded.Unusable<>(List.of(problem)))
                .orElseGet(() -> new Loaded.Usable<>(new DevCa(own), List.of()));
    }

    private static Optional<String> complaint(KeyedChain own) {
        boolean[] usage = own.leaf().getKeyUsage();
        if (own.leaf().getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            return Optional.of("is not the certificate of an authority; name one that may certify others");
        }
        Instant end = own.leaf().getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            return Optional.of("expired at " + end + "; make a new authority");
        }
        return SIGNING_KEYS.contains(own.key().getAlgorithm())
                ? Optional.empty()
                : Optional.of("has a key that is neither EC nor RSA; make an authority with one of these");
    }

    /** This authority's own certificate: what the peers of its certificates are to trust. */
    public X509Certificate certificate() {
        return own.leaf();
    }

    /** Its certificate with its key, to be kept in files. */
    public KeyedChain own() {
        return own;
    }

    /** A server certificate with a P-256 key, valid for 90 days. */
    public KeyedChain issueServer(List<String> namesOrAddresses) {
        return issueServer(namesOrAddresses, LeafKey.P_256, LEAF_VALIDITY);
    }

    /**
     * A server certificate: EKU TLS server authentication, without this authority in its chain.
     *
     * @param namesOrAddresses DNS names, wildcards and IP addresses, at least one; the first is the common name too
     * @param validity cut where this authority ends
     */
    public KeyedChain issueServer(List<String> namesOrAddresses, LeafKey kind, Duration validity) {
        KeyPair keys = kind.generate();
        return issue(CertificateForm.server(namesOrAddresses, keys.getPublic(), validity), keys);
    }

    /** A client certificate with a P-256 key, valid for 90 days. */
    public KeyedChain issueClient(String commonName) {
        return issueClient(commonName, LeafKey.P_256, LEAF_VALIDITY);
    }

    /**
     * A client certificate: EKU TLS client authentication, without this authority in its chain.
     *
     * @param validity cut where this authority ends
     */
    public KeyedChain issueClient(String commonName, LeafKey kind, Duration validity) {
        KeyPair keys = kind.generate();
        return issue(CertificateForm.client(commonName, keys.getPublic(), validity), keys);
    }

    private KeyedChain issue(CertificateForm form, KeyPair keys) {
        return new KeyedChain(List.of(form.signedBy(own)), keys.getPrivate());
    }
}
