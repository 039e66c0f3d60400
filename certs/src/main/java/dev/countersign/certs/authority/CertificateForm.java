package dev.countersign.certs.authority;

import dev.countersign.certs.KeyedChain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A certificate filled in and not signed yet (RFC 5280 section 4.2). Leaves may sign a handshake and nothing else: no key is
 * encrypted to, not even an RSA one.
 *
 * @param purposes none for an authority
 * @param names subject alternative names; may be empty
 */
record CertificateForm(
        X500Name subject, PublicKey key, Duration validity, List<KeyPurposeId> purposes, List<String> names) {
    private static final Duration BACKDATED = Duration.ofMinutes(5); // a peer's clock may be behind ours
    private static final int SERIAL_BITS = 159; // RFC 5280 section 4.1.2.2: positive, at most 20 bytes
    private static final SecureRandom RANDOM = new SecureRandom();

    static CertificateForm authority(String commonName, PublicKey key, Duration validity) {
        return new CertificateForm(named(commonName), key, validity, List.of(), List.of());
    }

    static CertificateForm server(List<String> names, PublicKey key, Duration validity) {
        return new CertificateForm(
                named(names.get(0)), key, validity, List.of(KeyPurposeId.id_kp_serverAuth), List.copyOf(names));
    }

    static CertificateForm client(String commonName, PublicKey key, Duration validity) {
        return new CertificateForm(named(commonName), key, validity, List.of(KeyPurposeId.id_kp_clientAuth), List.of());
    }

    /** Ends with the authority at the latest. */
    X509Certificate signedBy(KeyedChain authority) {
        X509Certificate issuer = authority.leaf();
        Instant end = issuer.getNotAfter().toInstant();
        return sign(
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
                identifierOf(issuer),
                authority.key(),
                end);
    }

    X509Certificate selfSigned(PrivateKey own) {
        return sign(subject, identifier(key), own, Instant.MAX);
    }

    private X509Certificate sign(
            X500Name issuer, AuthorityKeyIdentifier issuerKey, PrivateKey signingKey, Instant latestEnd) {
        Instant now = Instant.now();
        Instant wanted = now.plus(validity);
        Instant end = wanted.isBefore(latestEnd) ? wanted : latestEnd;
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(BACKDATED)), Date.from(end), subject, key);
        String algorithm = signingKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        try {
            addExtensions(builder, issuerKey);
            byte[] der = builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("every JDK signs with EC and RSA and reads what it signed", impossible);
        }
    }

    /** What the issuer calls its own key: authorities derive it in more than one way (RFC 5280 section 4.2.1.2). */
    private static AuthorityKeyIdentifier identifierOf(X509Certificate issuer) {
        byte[] extension = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return identifier(issuer.getPublicKey());
        }
        byte[] content = ASN1OctetString.getInstance(extension).getOctets();
        return new AuthorityKeyIdentifier(ASN1OctetString.getInstance(content).getOctets());
    }

    private static AuthorityKeyIdentifier identifier(PublicKey key) {
        return identifiers().createAuthorityKeyIdentifier(key);
    }

    private static JcaX509ExtensionUtils identifiers() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder, AuthorityKeyIdentifier issuerKey) throws IOException {
        boolean authority = purposes.isEmpty();
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers().createSubjectKeyIdentifier(key));
        builder.addExtension(Extension.authorityKeyIdentifier, false, issuerKey);
        builder.addExtension(
                Extension.basicConstraints, true, authority ? new BasicConstraints(0) : new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage,
                true,
                new KeyUsage(authority ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature));
        if (!authority) {
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
        }
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                            names.stream().map(CertificateForm::alternativeName).toArray(GeneralName[]::new)));
        }
    }

    private static GeneralName alternativeName(String name) {
        return new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X500Name named(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }
}
