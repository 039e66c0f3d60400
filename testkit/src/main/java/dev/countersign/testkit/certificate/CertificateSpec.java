package dev.countersign.testkit.certificate;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.jspecify.annotations.Nullable;

/**
 * What a test wants in a certificate. Starts as an ordinary one (P-256, SHA-256, valid from an hour ago for 25 hours, X.509
 * v3, no extended key usage); each method changes one thing and returns this object.
 */
public final class CertificateSpec {
    X500Name subject;
    List<String> names = List.of();
    ExtendedUse use = ExtendedUse.NONE;
    Instant notBefore = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    Instant notAfter = notBefore.plus(Duration.ofHours(25));
    KeyType keyType = KeyType.P256;
    SignatureHash hash = SignatureHash.SHA256;
    boolean authority;
    int pathLength = -1;
    List<String> permittedDomains = List.of();
    boolean version1;
    OptionalInt keyUsage = OptionalInt.empty();
    Map<String, byte[]> extensions = Map.of();
    Map<String, byte[]> criticalExtensions = Map.of();

    @Nullable
    PSSParameterSpec pss;

    @Nullable
    String algorithm;

    @Nullable
    BigInteger serial;

    private @Nullable KeyPair reused;

    private CertificateSpec(X500Name subject) {
        this.subject = subject;
    }

    /** A certificate with this common name and nothing else said. */
    public static CertificateSpec named(String commonName) {
        return new CertificateSpec(new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build());
    }

    /** A client certificate: EKU TLS client authentication. */
    public static CertificateSpec client(String commonName) {
        return named(commonName).use(ExtendedUse.CLIENT);
    }

    /** A server certificate: EKU TLS server authentication; the first name is the common name too. */
    public static CertificateSpec server(String... names) {
        return named(names[0]).names(names).use(ExtendedUse.SERVER);
    }

    /** A certificate authority's certificate. */
    public static CertificateSpec authority(String commonName) {
        return named(commonName).isAuthority(true);
    }

    /** The whole subject, such as {@code CN=partner-a,O=Example}; empty for none. */
    public CertificateSpec subject(String distinguishedName) {
        subject = new X500Name(distinguishedName);
        return this;
    }

    /** Subject alternative names: DNS names and IP addresses as text. */
    public CertificateSpec names(String... dnsNamesOrAddresses) {
        names = List.of(dnsNamesOrAddresses);
        return this;
    }

    /** The extended key usage. */
    public CertificateSpec use(ExtendedUse wanted) {
        use = wanted;
        return this;
    }

    /** The validity period; X.509 keeps whole seconds. */
    public CertificateSpec valid(Instant from, Instant to) {
        notBefore = from;
        notAfter = to;
        return this;
    }

    /** Ended an hour ago. */
    public CertificateSpec expired() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
        return valid(end.minus(Duration.ofDays(1)), end);
    }

    /** Begins in an hour. */
    public CertificateSpec notYetValid() {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(1));
        return valid(start, start.plus(Duration.ofDays(1)));
    }

    /** The type of the new key pair. */
    public CertificateSpec key(KeyType wanted) {
        keyType = wanted;
        return this;
    }

    /** Certifies these keys instead of new ones: a renewal. */
    public CertificateSpec keys(KeyPair existing) {
        reused = existing;
        return this;
    }

    /** What the issuer hashes with; SHA-1 is one of the wrong ones. */
    public CertificateSpec signedWith(SignatureHash wanted) {
        hash = wanted;
        return this;
    }

    /** Has an RSA authority sign with RSASSA-PSS and these parameters. */
    public CertificateSpec signedWith(PSSParameterSpec wanted) {
        pss = wanted;
        return this;
    }

    /** Signs with what the JDK calls this, such as {@code MD5withRSA}; it has to fit the issuer's key. */
    public CertificateSpec signedWith(String jdkAlgorithm) {
        algorithm = jdkAlgorithm;
        return this;
    }

    /** This serial number instead of a random one, also one that no certificate may have (RFC 5280 section 4.1.2.2). */
    public CertificateSpec serial(BigInteger wanted) {
        serial = wanted;
        return this;
    }

    /** The key usage's bits, added up from Bouncy Castle's {@code KeyUsage}; 0 leaves the extension out. */
    public CertificateSpec keyUsage(int bits) {
        keyUsage = OptionalInt.of(bits);
        return this;
    }

    /** Extensions that nothing else here asks for, not critical: the DER of each value by OID. */
    public CertificateSpec extensions(Map<String, byte[]> derByOid) {
        extensions = Map.copyOf(derByOid);
        return this;
    }

    /** The same, critical: who does not know one has to refuse the certificate. */
    public CertificateSpec criticalExtensions(Map<String, byte[]> derByOid) {
        criticalExtensions = Map.copyOf(derByOid);
        return this;
    }

    /** The CA flag of basicConstraints; the key usage follows it. */
    public CertificateSpec isAuthority(boolean wanted) {
        authority = wanted;
        return this;
    }

    /** How many intermediates may follow this authority, 0 or more. */
    public CertificateSpec pathLength(int wanted) {
        pathLength = wanted;
        return isAuthority(true);
    }

    /** Name constraints: the only DNS subtrees below this authority. */
    public CertificateSpec permittedDomains(String... domains) {
        permittedDomains = List.of(domains);
        return this;
    }

    /** An X.509 v1 certificate: no extensions at all, whatever else was asked for. */
    public CertificateSpec version1() {
        version1 = true;
        return this;
    }

    KeyPair newKeys() {
        return reused == null ? keyType.generate() : reused;
    }
}
