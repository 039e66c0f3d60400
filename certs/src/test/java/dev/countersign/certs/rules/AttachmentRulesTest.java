package dev.countersign.certs.rules;

import static dev.countersign.certs.rules.AttachmentRules.CLOUDFRONT;
import static dev.countersign.certs.rules.AttachmentRules.RELAXED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ChainSize;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.SignatureHash;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.certificate.WrongCertificate;
import java.io.IOException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class AttachmentRulesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority RSA_ROOT =
            TestAuthority.create(CertificateSpec.authority("RSA Root").key(KeyType.RSA_2048));
    private static final TestAuthority ED25519_ROOT =
            TestAuthority.create(CertificateSpec.authority("Ed25519 Root").key(KeyType.ED25519));

    private static final String ISSUE_IT = ": issue it with the extended key usage TLS client authentication"
            + " (1.3.6.1.5.5.7.3.2); openssl: extendedKeyUsage=clientAuth";
    private static final String REQUEST_IT = "request it with an RSA key of 2048 bits or an EC key on P-256"
            + " (openssl: -newkey rsa:2048, or -newkey ec -pkeyopt ec_paramgen_curve:P-256)";
    private static final String KEYS = "presents RSA_2048 and EC_prime256v1 only";
    private static final String SIGN_IT =
            "have an authority with an RSA or EC key issue it, with SHA-256, SHA-384 or SHA-512 (openssl: -sha256)";
    private static final String SIGNATURES = "takes RSA, RSASSA-PSS and ECDSA with SHA-256, SHA-384 or SHA-512 only";
    private static final String DEPTH = "takes 3 at most, leaf and root counted";
    private static final String OR_RELAXED = "; or name its files with certificateRules: relaxed";

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"RSA_2048", "P256"})
    void keyThatCloudFrontPresentsIsTakenByBoth(KeyType type) {
        taken(ROOT.issue(client().key(type)));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_3072, RSA_3072",
        "RSA_4096, RSA_4096",
        "P384, EC_secp384r1",
        "P521, EC_secp521r1",
        "ED25519, ED25519"
    })
    void keyBeyondCloudFrontsIsTakenByRelaxedRulesWithAWarning(KeyType type, String name) {
        TestCertificate made = ROOT.issue(client().key(type));
        refused(
                made,
                "holds a certificate (CN=partner-a) whose key is " + name + ", and CloudFront " + KEYS + ": "
                        + REQUEST_IT + OR_RELAXED);
        warned(
                made,
                "holds a certificate (CN=partner-a) whose key is " + name
                        + ": taken here, and CloudFront would refuse it: it " + KEYS);
    }

    @Test
    void weakKeyIsRefusedByBoth() {
        TestCertificate made = WrongCertificate.WEAK_KEY.issue(ROOT, client());
        refused(
                made,
                "holds a certificate (CN=partner-a) whose key is RSA_1024, and CloudFront " + KEYS + ": " + REQUEST_IT);
        refusedWhenRelaxed(
                made,
                "holds a certificate (CN=partner-a) whose key is RSA_1024, which certificateRules: relaxed"
                        + " does not take either: " + REQUEST_IT);
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureHash.class,
            names = {"SHA256", "SHA384", "SHA512"})
    void signatureOverALongHashIsTakenByBoth(SignatureHash hash) {
        taken(ROOT.issue(client().signedWith(hash)));
        taken(RSA_ROOT.issue(client().signedWith(hash)));
    }

    @ParameterizedTest
    @CsvSource({"SHA-256, 32", "SHA-384, 48", "SHA-512, 64"})
    void pssSignatureOverALongHashIsTakenByBoth(String hash, int salt) {
        taken(RSA_ROOT.issue(
                client().signedWith(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), salt, 1))));
    }

    @Test
    void sha1IsRefusedByBothInEverySignature() {
        for (TestAuthority authority : List.of(ROOT, RSA_ROOT)) {
            TestCertificate made = WrongCertificate.SHA1.issue(authority, client());
            String name = authority == ROOT ? "SHA1WITHECDSA" : "SHA1WITHRSA";
            refused(
                    made,
                    "holds a certificate (CN=partner-a) signed with " + name + ", and CloudFront " + SIGNATURES + ": "
                            + SIGN_IT);
            refusedWhenRelaxed(
                    made,
                    "holds a certificate (CN=partner-a) signed with " + name
                            + ", which certificateRules: relaxed does not take either: " + SIGN_IT);
        }
    }

    @Test
    void pssWithSha1AnywhereIsRefused() {
        PSSParameterSpec mask = new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 32, 1);
        refused(
                RSA_ROOT.issue(client().signedWith(mask)),
                "holds a certificate (CN=partner-a) signed with SHA256WITHRSAANDMGF1SHA1, and CloudFront " + SIGNATURES
                        + ": " + SIGN_IT);
        refused(
                RSA_ROOT.issue(client().signedWith(PSSParameterSpec.DEFAULT)),
                "holds a certificate (CN=partner-a) signed with SHA1WITHRSAANDMGF1, and CloudFront " + SIGNATURES + ": "
                        + SIGN_IT);
    }

    @Test
    void ed25519SignatureIsTakenByRelaxedRulesWithAWarning() {
        TestCertificate made = ED25519_ROOT.issue(client());
        refused(
                made,
                "holds a certificate (CN=partner-a) signed with ED25519, and CloudFront " + SIGNATURES + ": " + SIGN_IT
                        + OR_RELAXED);
        warned(
                made,
                "holds a certificate (CN=partner-a) signed with ED25519: taken here, and CloudFront would refuse it: it "
                        + SIGNATURES);
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThat(CLOUDFRONT
                        .judge(ED25519_ROOT
                                .issue(CertificateSpec.server("a").key(KeyType.ED25519))
                                .chain())
                        .refusals())
                .hasSize(3);
    }

    @Test
    void certificateForServersOnlyIsRefusedByBothUntilItWasAttached() {
        TestCertificate made = WrongCertificate.WRONG_USE.issue(ROOT, client());
        String refusal =
                "holds a certificate (CN=partner-a) that is for TLS server authentication (1.3.6.1.5.5.7.3.1) only"
                        + ISSUE_IT;
        refused(made, refusal);
        refusedWhenRelaxed(made, refusal);
        assertThat(CLOUDFRONT.judge(made.chain(), Attached.LOST_CLIENT_AUTHENTICATION))
                .isEqualTo(
                        new Findings(
                                List.of(),
                                List.of(
                                        "holds a certificate (CN=partner-a) that is no longer for TLS client authentication: it stays in"
                                                + " use and is presented, and origins may reject it; re-import one with the extended key usage"
                                                + " TLS client authentication (1.3.6.1.5.5.7.3.2); openssl: extendedKeyUsage=clientAuth")));
    }

    @Test
    void certificateForNothingIsRefused() {
        refused(
                WrongCertificate.NO_USE.issue(ROOT, client()),
                "holds a certificate (CN=partner-a) that has no readable extended key usage" + ISSUE_IT);
    }

    @Test
    void certificateForAnyPurposeIsRefused() throws IOException {
        byte[] purposes = new ExtendedKeyUsage(
                        new KeyPurposeId[] {KeyPurposeId.anyExtendedKeyUsage, KeyPurposeId.id_kp_smartcardlogon})
                .getEncoded();
        refused(
                ROOT.issue(CertificateSpec.named("partner-a").extensions(Map.of("2.5.29.37", purposes))),
                "holds a certificate (CN=partner-a) that is for ANY (2.5.29.37.0), 1.3.6.1.4.1.311.20.2.2 only"
                        + ISSUE_IT);
    }

    @Test
    void certificateForBothSidesIsTaken() {
        taken(ROOT.issue(client().use(ExtendedUse.BOTH)));
    }

    @Test
    void version1IsRefusedByBothAlsoWhenAttached() {
        TestCertificate made = WrongCertificate.VERSION_1.issue(ROOT, client());
        String refusal =
                "holds a certificate (CN=partner-a) that is X.509 v1 and has no readable extended key usage: issue it as"
                        + " v3 with the extended key usage TLS client authentication (1.3.6.1.5.5.7.3.2); openssl x509 -req"
                        + " writes v1 unless -extfile names extensions";
        refused(made, refusal);
        refusedWhenRelaxed(made, refusal);
        assertThat(CLOUDFRONT
                        .judge(made.chain(), Attached.LOST_CLIENT_AUTHENTICATION)
                        .refusals())
                .containsExactly(refusal);
    }

    @Test
    void chainOfUpToThreeIsTaken() {
        TestAuthority one = ROOT.intermediate("One");
        taken(TestAuthority.issueSelfSigned(client()));
        taken(ROOT.client("partner-a"));
        taken(one.client("partner-a"));
        taken(one.intermediate("Two").client("partner-a"));
        TestCertificate made = one.client("partner-a");
        taken(made.withChain(List.of(made.leaf(), one.certificate(), ROOT.certificate())));
    }

    @Test
    void chainOfFourIsTakenByRelaxedRulesWithAWarning() {
        TestCertificate made = WrongCertificate.TOO_DEEP.issue(ROOT, client());
        refused(
                made,
                "holds a chain of 4 certificates, and CloudFront " + DEPTH
                        + ": leave out the root, or have the leaf issued by an" + " authority nearer to it"
                        + OR_RELAXED);
        warned(made, "holds a chain of 4 certificates: taken here, and CloudFront would refuse it: it " + DEPTH);
    }

    @Test
    void chainOf65536BytesIsTaken() {
        taken(ChainSize.ofPemBytes(65_536));
    }

    @Test
    void chainOf65537BytesIsTakenByRelaxedRulesWithAWarning() {
        TestCertificate made = ChainSize.ofPemBytes(65_537);
        refused(
                made,
                "holds a chain of 65537 bytes as PEM, and CloudFront takes 65536 at most: leave out the root, or have"
                        + " it issued with fewer names and extensions" + OR_RELAXED);
        warned(
                made,
                "holds a chain of 65537 bytes as PEM: taken here, and CloudFront would refuse it: it takes"
                        + " 65536 at most");
    }

    @ParameterizedTest
    @EnumSource(
            value = WrongCertificate.class,
            names = {"EXPIRED", "NOT_YET_VALID", "WRONG_NAME", "FOREIGN_AUTHORITY"})
    void whatIsForTheOriginToDecideIsTaken(WrongCertificate wrong) {
        taken(wrong.issue(ROOT, client()));
    }

    @Test
    void hostileSubjectIsHarmlessInEveryRefusal() {
        String hostile = "x\nerror: all is lost\u001b[2J\u009b31m\u202e\u2028";
        TestCertificate made = WrongCertificate.SHA1.issue(
                RSA_ROOT, CertificateSpec.server(hostile).names().key(KeyType.RSA_1024));
        assertThat(CLOUDFRONT.judge(made.chain()).refusals())
                .hasSize(3)
                .allSatisfy(sentence -> assertThat(sentence)
                        .startsWith("holds a certificate (CN=x?error: all is lost?[2J?31m??) ")
                        .matches("[ -~]+"));
    }

    private static CertificateSpec client() {
        return CertificateSpec.client("partner-a");
    }

    private static void taken(TestCertificate certificate) {
        for (AttachmentRules rules : AttachmentRules.values()) {
            assertThat(rules.judge(certificate.chain())).isEqualTo(new Findings(List.of(), List.of()));
        }
    }

    private static void refused(TestCertificate certificate, String refusal) {
        assertThat(CLOUDFRONT.judge(certificate.chain())).isEqualTo(new Findings(List.of(refusal), List.of()));
    }

    private static void refusedWhenRelaxed(TestCertificate certificate, String refusal) {
        assertThat(RELAXED.judge(certificate.chain())).isEqualTo(new Findings(List.of(refusal), List.of()));
    }

    private static void warned(TestCertificate certificate, String warning) {
        assertThat(RELAXED.judge(certificate.chain())).isEqualTo(new Findings(List.of(), List.of(warning)));
    }
}
