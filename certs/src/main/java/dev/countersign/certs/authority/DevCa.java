package dev.countersign.certs.authority;

import dev.countersign.certs.KeyedChain;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;

/**
 * A throw-away certificate authority for demonstrations and first steps: P-256 keys, SHA-256, one level. What it issues is
 * beyond reproach; deliberately wrong certificates are the tests' business.
 */
public final class DevCa {
    private static final Duration OWN_VALIDITY = Duration.ofDays(365);
    private static final Duration LEAF_VALIDITY = Duration.ofDays(90);

    private final KeyedChain own;

    private DevCa(KeyedChain own) {
        this.own = own;
    }

    /** A new authority with this common name, valid for a year. */
    public static DevCa create(String name) {
        return create(name, OWN_VALIDITY);
    }

    /** A new authority with this common name. */
    public static DevCa create(String name, Duration validity) {
        KeyPair keys = newKeys();
        CertificateForm form = CertificateForm.authority(name, keys.getPublic(), validity);
        return new DevCa(new KeyedChain(List.of(form.selfSigned(keys.getPrivate())), keys.getPrivate()));
    }

    /** This authority's own certificate: what the peers of its certificates are to trust. */
    public X509Certificate certificate() {
        return own.leaf();
    }

    /** A server certificate valid for 90 days. */
    public KeyedChain issueServer(List<String> namesOrAddresses) {
        return issueServer(namesOrAddresses, LEAF_VALIDITY);
    }

    /**
     * A server certificate: EKU TLS server authentication, without this authority in its chain.
     *
     * @param namesOrAddresses DNS names, wildcards and IP addresses, at least one; the first is the common name too
     */
    public KeyedChain issueServer(List<String> namesOrAddresses, Duration validity) {
        KeyPair keys = newKeys();
        return issue(CertificateForm.server(namesOrAddresses, keys.getPublic(), validity), keys);
    }

    /** A client certificate valid for 90 days. */
    public KeyedChain issueClient(String commonName) {
        return issueClient(commonName, LEAF_VALIDITY);
    }

    /** A client certificate: EKU TLS client authentication, without this authority in its chain. */
    public KeyedChain issueClient(String commonName, Duration validity) {
        KeyPair keys = newKeys();
        return issue(CertificateForm.client(commonName, keys.getPublic(), validity), keys);
    }

    private KeyedChain issue(CertificateForm form, KeyPair keys) {
        return new KeyedChain(List.of(form.signedBy(own)), keys.getPrivate());
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK makes P-256 keys", impossible);
        }
    }
}
