package dev.countersign.certs.naming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.SignatureHash;
import dev.countersign.testkit.certificate.TestAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class NamesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority RSA_ROOT =
            TestAuthority.create(CertificateSpec.authority("RSA Root").key(KeyType.RSA_2048));
    private static final TestAuthority ED25519_ROOT =
            TestAuthority.create(CertificateSpec.authority("Ed25519 Root").key(KeyType.ED25519));

    @ParameterizedTest
    @CsvSource({
        "RSA_1024, RSA_1024",
        "RSA_2048, RSA_2048",
        "RSA_3072, RSA_3072",
        "P256, EC_prime256v1",
        "P384, EC_secp384r1",
        "P521, EC_secp521r1",
        "ED25519, ED25519"
    })
    void keyTypesAreNamedAsAcmNamesThem(KeyType type, String name) {
        assertThat(KeyTypeName.of(type.generate().getPublic())).isEqualTo(name);
    }

    @Test
    void keysThatAcmHasNoNameForAreNamedByTypeAndSizeOrCurve() throws Exception {
        PublicKey odd = KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(BigInteger.ONE.setBit(2559), BigInteger.valueOf(65537)));
        assertThat(KeyTypeName.of(odd)).isEqualTo("RSA_2560");
        KeyPairGenerator curves = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        curves.initialize(new ECGenParameterSpec("secp256k1"));
        assertThat(KeyTypeName.of(curves.generateKeyPair().getPublic())).isEqualTo("EC_1.3.132.0.10");
        KeyPairGenerator pss = KeyPairGenerator.getInstance("RSASSA-PSS");
        pss.initialize(2048);
        assertThat(KeyTypeName.of(pss.generateKeyPair().getPublic())).isEqualTo("RSASSA_PSS_2048");
    }

    @ParameterizedTest
    @EnumSource(SignatureHash.class)
    void signaturesAreNamedAsAcmNamesThem(SignatureHash hash) {
        assertThat(signature(RSA_ROOT, leaf().signedWith(hash))).isEqualTo(hash + "WITHRSA");
        assertThat(signature(ROOT, leaf().signedWith(hash))).isEqualTo(hash + "WITHECDSA");
    }

    @Test
    void pssSignatureIsNamedByBothOfItsHashes() {
        assertThat(signature(RSA_ROOT, leaf().signedWith(pss("SHA-384", MGF1ParameterSpec.SHA384))))
                .isEqualTo("SHA384WITHRSAANDMGF1");
        assertThat(signature(RSA_ROOT, leaf().signedWith(pss("SHA-256", MGF1ParameterSpec.SHA1))))
                .isEqualTo("SHA256WITHRSAANDMGF1SHA1");
        assertThat(signature(RSA_ROOT, leaf().signedWith(PSSParameterSpec.DEFAULT)))
                .isEqualTo("SHA1WITHRSAANDMGF1");
    }

    @Test
    void ed25519SignatureHasNoHash() {
        assertThat(signature(ED25519_ROOT, leaf())).isEqualTo("ED25519");
    }

    @Test
    void extendedUsagesAreNamedInTheirOrder() throws Exception {
        assertThat(UsageNames.extended(issue(leaf().use(ExtendedUse.BOTH))))
                .containsExactly(
                        new ExtendedUsage("TLS_WEB_SERVER_AUTHENTICATION", "1.3.6.1.5.5.7.3.1"),
                        new ExtendedUsage("TLS_WEB_CLIENT_AUTHENTICATION", "1.3.6.1.5.5.7.3.2"));
        assertThat(UsageNames.extended(purposes(KeyPurposeId.anyExtendedKeyUsage, KeyPurposeId.id_kp_smartcardlogon)))
                .containsExactly(
                        new ExtendedUsage("ANY", "2.5.29.37.0"), new ExtendedUsage("CUSTOM", "1.3.6.1.4.1.311.20.2.2"));
        assertThat(UsageNames.extended(issue(leaf()))).containsExactly(new ExtendedUsage("NONE", ""));
    }

    @Test
    void everyPurposeOfAcmsFilterHasItsName() throws Exception {
        assertThat(UsageNames.extended(purposes(
                        KeyPurposeId.id_kp_codeSigning,
                        KeyPurposeId.id_kp_emailProtection,
                        KeyPurposeId.id_kp_ipsecEndSystem,
                        KeyPurposeId.id_kp_ipsecTunnel,
                        KeyPurposeId.id_kp_ipsecUser,
                        KeyPurposeId.id_kp_timeStamping,
                        KeyPurposeId.id_kp_OCSPSigning)))
                .extracting(ExtendedUsage::name)
                .containsExactly(
                        "CODE_SIGNING",
                        "EMAIL_PROTECTION",
                        "IPSEC_END_SYSTEM",
                        "IPSEC_TUNNEL",
                        "IPSEC_USER",
                        "TIME_STAMPING",
                        "OCSP_SIGNING");
    }

    @Test
    void anyPurposeDoesNotNameClientAuthentication() throws Exception {
        assertThat(UsageNames.hasClientAuthentication(purposes(KeyPurposeId.anyExtendedKeyUsage)))
                .isFalse();
        assertThat(UsageNames.hasClientAuthentication(issue(leaf().use(ExtendedUse.BOTH))))
                .isTrue();
    }

    @Test
    void keyUsagesAreNamedByTheirBits() {
        assertThat(UsageNames.keyUsages(issue(leaf().key(KeyType.RSA_2048))))
                .containsExactly("DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT");
        assertThat(UsageNames.keyUsages(issue(leaf().keyUsage(KeyUsage.nonRepudiation
                        | KeyUsage.dataEncipherment
                        | KeyUsage.keyAgreement
                        | KeyUsage.encipherOnly
                        | KeyUsage.decipherOnly))))
                .containsExactly(
                        "NON_REPUDIATION", "DATA_ENCIPHERMENT", "KEY_AGREEMENT", "ENCIPHER_ONLY", "DECIPHER_ONLY");
        assertThat(UsageNames.keyUsages(ROOT.certificate())).containsExactly("CERTIFICATE_SIGNING", "CRL_SIGNING");
        assertThat(UsageNames.keyUsages(issue(leaf().keyUsage(0)))).containsExactly("ANY");
    }

    @Test
    void domainNamesAreTheAlternativeNamesElseTheCommonName() {
        assertThat(DomainNames.of(issue(leaf().names("A.example", "10.0.0.1", "a.example", "b.example"))))
                .containsExactly("a.example", "10.0.0.1", "b.example");
        assertThat(DomainNames.of(issue(leaf()))).containsExactly("partner-a");
        assertThat(DomainNames.of(issue(leaf().subject("CN=outer,O=Example,CN=Inner"))))
                .containsExactly("inner");
        assertThat(DomainNames.of(issue(leaf().subject("O=Example")))).isEmpty();
        assertThat(DomainNames.withCommonName(issue(leaf().names("a.example"))))
                .containsExactlyInAnyOrder("a.example", "partner-a");
    }

    @Test
    void domainNamesAreFitToBePrinted() {
        assertThat(DomainNames.of(issue(leaf().names("a\u001b[31m\n.example")))).containsExactly("a?[31m?.example");
        assertThat(DomainNames.of(issue(CertificateSpec.named("a\u2028b")))).containsExactly("a?b");
    }

    @Test
    void serialIsHexWithColonsAndWithoutSignByte() {
        X509Certificate leaf = issue(leaf());
        assertThat(SerialNumber.of(leaf)).matches("[0-9a-f]{2}(:[0-9a-f]{2}){19}");
        assertThat(new BigInteger(SerialNumber.of(leaf).replace(":", ""), 16)).isEqualTo(leaf.getSerialNumber());
    }

    private static CertificateSpec leaf() {
        return CertificateSpec.named("partner-a");
    }

    private static X509Certificate issue(CertificateSpec spec) {
        return ROOT.issue(spec).leaf();
    }

    private static X509Certificate purposes(KeyPurposeId... purposes) throws IOException {
        return issue(leaf().extensions(Map.of("2.5.29.37", new ExtendedKeyUsage(purposes).getEncoded())));
    }

    private static String signature(TestAuthority authority, CertificateSpec spec) {
        return SignatureName.of(authority.issue(spec).leaf());
    }

    private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask) {
        return new PSSParameterSpec(hash, "MGF1", mask, 32, 1);
    }
}
