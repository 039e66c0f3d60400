package dev.countersign.testkit.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/** A certificate authority that issues whatever a test asks for, wrong things included. */
public final class TestAuthority {
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final List<X509Certificate> intermediates;

    private TestAuthority(KeyPair keys, X509Certificate certificate, List<X509Certificate> intermediates) {
        this.keys = keys;
        this.certificate = certificate;
        this.intermediates = intermediates;
    }

    /** A new root: self-signed, P-256. */
    public static TestAuthority create(String commonName) {
        return create(CertificateSpec.authority(commonName));
    }

    /** A new root as specified, such as one with name constraints, an RSA key, or without the CA flag. */
    public static TestAuthority create(CertificateSpec spec) {
        KeyPair keys = spec.newKeys();
        return new TestAuthority(keys, selfSigned(spec, keys), List.of());
    }

    /** A certificate that no authority vouches for but itself. */
    public static TestCertificate issueSelfSigned(CertificateSpec spec) {
        KeyPair keys = spec.newKeys();
        return new TestCertificate(List.of(selfSigned(spec, keys)), keys);
    }

    /** An authority below this one; certificates it issues bring it along in their chain. */
    public TestAuthority intermediate(String commonName) {
        return intermediate(CertificateSpec.authority(commonName));
    }

    /** An authority below this one, as specified. */
    public TestAuthority intermediate(CertificateSpec spec) {
        KeyPair below = spec.newKeys();
        X509Certificate certified = sign(spec, below);
        List<X509Certificate> path = new ArrayList<>();
        path.add(certified);
        path.addAll(intermediates);
        return new TestAuthority(below, certified, List.copyOf(path));
    }

    /** Another certificate for {@code other}, name and keys: this authority vouches for it, too. */
    public X509Certificate crossSign(TestAuthority other) {
        CertificateSpec spec = CertificateSpec.authority("cross-signed");
        spec.subject =
                X500Name.getInstance(other.certificate.getSubjectX500Principal().getEncoded());
        return sign(spec, other.keys);
    }

    /** This root's name and keys in another self-signed certificate, such as one that has expired since. */
    public X509Certificate selfSignedAgain(CertificateSpec spec) {
        spec.subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return selfSigned(spec, keys);
    }

    /** A certificate as specified; its chain is the leaf, then the intermediates, without the root. */
    public TestCertificate issue(CertificateSpec spec) {
        KeyPair leafKeys = spec.newKeys();
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(spec, leafKeys));
        chain.addAll(intermediates);
        return new TestCertificate(chain, leafKeys);
    }

    /** An ordinary server certificate for DNS names and addresses. */
    public TestCertificate server(String... names) {
        return issue(CertificateSpec.server(names));
    }

    /** An ordinary client certificate. */
    public TestCertificate client(String commonName) {
        return issue(CertificateSpec.client(commonName));
    }

    /** This authority's own certificate: the one to trust, when it is a root. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The certificate as PEM. */
    public String pem() {
        return PemText.of(List.of(certificate));
    }

    /** Writes the certificate as {@code DIR/NAME.pem} and returns that path: a trust bundle. */
    public Path writeTo(Path directory, String name) {
        try {
            return Files.writeString(directory.resolve(name + ".pem"), pem());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A list of revoked certificates as specified, signed by this authority in its own name. */
    public TestCrl revoke(CrlSpec spec) {
        return TestCrl.signed(spec, certificate.getSubjectX500Principal(), keys);
    }

    private X509Certificate sign(CertificateSpec spec, KeyPair subject) {
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new Issuance(spec, subject.getPublic(), issuer, keys.getPublic(), keys.getPrivate()).certificate();
    }

    private static X509Certificate selfSigned(CertificateSpec spec, KeyPair keys) {
        return new Issuance(spec, keys.getPublic(), spec.subject, keys.getPublic(), keys.getPrivate()).certificate();
    }
}
