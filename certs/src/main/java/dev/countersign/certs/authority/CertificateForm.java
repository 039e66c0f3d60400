package dev.countersign.certs.authority;

import dev.countersign.certs.KeyedChain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
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
 * A certificate filled in and not signed yet (RFC 5280 section 4.2). Leaves may sign a handshake and nothing else: all keys
 * here are EC.
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

    X509Certificate signedBy(KeyedChain authority) {
        X500Name issuer =
                X500Name.getInstance(authority.leaf().getSubjectX500Principal().getEncoded());
        return sign(issuer, authority.leaf().getPublicKey(), authority.key());
    }

    X509Certificate selfSigned(PrivateKey own) {
        return sign(subject, key, own);
    }

    private X509Certificate sign(X500Name issuer, PublicKey issuerKey, PrivateKey signingKey) {
        Instant now = Instant.now();
        BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(BACKDATED)), Date.from(now.plus(validity)), subject, key);
        try {
            addExtensions(builder, issuerKey);
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signingKey))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("every JDK signs with ECDSA and reads what it signed", impossible);
        }
    }

    private void addExtensions(X509v3CertificateBuilder builder, PublicKey issuerKey)
            throws GeneralSecurityException, IOException {
        boolean authority = purposes.isEmpty();
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuerKey));
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
