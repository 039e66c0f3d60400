package dev.countersign.testkit.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/** One certificate being made: turns a specification, a subject key and an issuer into DER. */
record Issuance(
        CertificateSpec spec, PublicKey subjectKey, X500Name issuer, PublicKey issuerKey, PrivateKey signingKey) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 159; // RFC 5280 section 4.1.2.2: positive, at most 20 bytes

    X509Certificate certificate() {
        try {
            ContentSigner signer = signer();
            X509CertificateHolder made = spec.version1 ? version1(signer) : version3(signer);
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(made.getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException | IOException failed) {
            throw new IllegalStateException("cannot issue " + spec.subject, failed);
        }
    }

    private ContentSigner signer() throws OperatorCreationException {
        if (spec.pss != null) {
            return new PssSigner(spec.pss, signingKey);
        }
        String algorithm = spec.algorithm == null ? spec.hash.algorithmFor(signingKey) : spec.algorithm;
        JcaContentSignerBuilder builder = new JcaContentSignerBuilder(algorithm);
        if (signingKey instanceof BCECPrivateKey) {
            builder.setProvider(new BouncyCastleProvider()); // SmallCurve's, which the JDK cannot sign with
        }
        return builder.build(signingKey);
    }

    private X509CertificateHolder version1(ContentSigner signer) {
        return new JcaX509v1CertificateBuilder(
                        issuer, serial(), Date.from(spec.notBefore), Date.from(spec.notAfter), spec.subject, subjectKey)
                .build(signer);
    }

    private X509CertificateHolder version3(ContentSigner signer) throws IOException, GeneralSecurityException {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, serial(), Date.from(spec.notBefore), Date.from(spec.notAfter), spec.subject, subjectKey);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuerKey));
        builder.addExtension(Extension.basicConstraints, true, basicConstraints());
        int bits = spec.keyUsage.orElseGet(this::usualKeyUsage);
        if (bits != 0) {
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
        }
        if (spec.use != ExtendedUse.NONE) {
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(spec.use.purposes().toArray(KeyPurposeId[]::new)));
        }
        if (!spec.names.isEmpty()) {
            boolean onlyNames = spec.subject.getRDNs().length == 0; // RFC 5280 section 4.2.1.6: then critical
            builder.addExtension(Extension.subjectAlternativeName, onlyNames, alternativeNames());
        }
        if (!spec.permittedDomains.isEmpty()) {
            builder.addExtension(Extension.nameConstraints, true, nameConstraints());
        }
        for (Map.Entry<String, byte[]> extension : spec.extensions.entrySet()) {
            builder.addExtension(new ASN1ObjectIdentifier(extension.getKey()), false, extension.getValue());
        }
        for (Map.Entry<String, byte[]> extension : spec.criticalExtensions.entrySet()) {
            builder.addExtension(new ASN1ObjectIdentifier(extension.getKey()), true, extension.getValue());
        }
        return builder.build(signer);
    }

    private BasicConstraints basicConstraints() {
        return spec.authority && spec.pathLength >= 0
                ? new BasicConstraints(spec.pathLength)
                : new BasicConstraints(spec.authority);
    }

    private int usualKeyUsage() {
        if (spec.authority) {
            return KeyUsage.keyCertSign | KeyUsage.cRLSign;
        }
        boolean rsa = subjectKey.getAlgorithm().equals("RSA");
        return KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0);
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(spec.names.stream()
                .map(name ->
                        new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private NameConstraints nameConstraints() {
        GeneralSubtree[] permitted = spec.permittedDomains.stream()
                .map(domain -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)))
                .toArray(GeneralSubtree[]::new);
        return new NameConstraints(permitted, null);
    }

    private BigInteger serial() {
        return spec.serial != null ? spec.serial : new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    }
}
