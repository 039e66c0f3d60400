package dev.countersign.certs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.KeyedChain;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.certificate.WrongCertificate;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ImportRulesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority ISSUER = ROOT.intermediate("Issuer");
    private static final String IT = "holds a certificate (CN=partner-a) ";

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ED25519"})
    void everyKeyOfAcmsIsTaken(KeyType type) {
        taken(ISSUER.issue(client().key(type)));
    }

    @Test
    void ed25519IsRefusedByNamingWhereItCanBeUsed() {
        refused(
                ISSUER.issue(client().key(KeyType.ED25519)),
                IT
                        + "whose key is ED25519, and the store takes RSA of 1024, 2048, 3072 and 4096 bits and EC on P-256, P-384 and"
                        + " P-521: request it with one of these; or name its files with certificateRules: relaxed");
    }

    @Test
    void datesAreJudgedAtTheInstantGiven() {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        Instant end = Instant.parse("2026-02-01T00:00:00Z");
        TestCertificate made = ISSUER.issue(client().valid(begin, end));
        assertThat(judge(made, begin).isTaken()).isTrue();
        assertThat(judge(made, end).isTaken()).isTrue();
        assertThat(judge(made, begin.minusSeconds(1)).refusals())
                .containsExactly(
                        IT + "that is not valid before 2026-01-01T00:00:00Z: import it then, or check this machine's"
                                + " clock");
        assertThat(judge(made, end.plusSeconds(1)).refusals())
                .containsExactly(IT + "that expired at 2026-02-01T00:00:00Z: renew it and import the new one");
    }

    @Test
    void version1IsRefused() {
        refused(
                WrongCertificate.VERSION_1.issue(ISSUER, client()),
                IT + "that is X.509 v1: issue it as v3; openssl x509 -req writes v1 unless -extfile names extensions");
    }

    @Test
    void chainMayEndBeforeTheRootOrWithIt() {
        TestCertificate made = ISSUER.client("partner-a");
        taken(made);
        taken(made.withChain(List.of(made.leaf(), ISSUER.certificate(), ROOT.certificate())));
        TestCertificate direct = ROOT.client("partner-a");
        taken(direct.withChain(List.of(direct.leaf(), ROOT.certificate())));
    }

    @Test
    void certificateOfAnAuthorityNeedsItsChain() {
        refused(
                ROOT.client("partner-a"),
                IT + "issued by CN=Root, and no chain: add the certificate of that issuer, and of those above it");
    }

    @Test
    void selfSignedCertificateIsTakenAloneAndRefusedWithAChain() {
        TestCertificate made = TestAuthority.issueSelfSigned(client());
        taken(made);
        refused(
                made.withChain(List.of(made.leaf(), ROOT.certificate())),
                IT + "that is self-signed, and a chain: leave the chain out");
    }

    @Test
    void leafRepeatedInItsChainIsRefused() {
        refused(
                WrongCertificate.LEAF_REPEATED.issue(ROOT, client()),
                IT + "and has it again as certificate 3: remove it from the chain, which begins with its issuer");
    }

    @Test
    void otherRepetitionIsRefused() {
        TestCertificate made = ISSUER.client("partner-a");
        refused(
                made.withChain(List.of(made.leaf(), ISSUER.certificate(), ISSUER.certificate())),
                "has certificate 2 (CN=Issuer) again as certificate 3: remove the repetition");
    }

    @Test
    void chainOutOfOrderIsRefused() {
        refused(
                WrongCertificate.OUT_OF_ORDER.issue(ROOT, client()),
                "is out of order: certificate 2 (CN=Upper) does not certify certificate 1 (CN=partner-a);"
                        + " put the leaf first, then each issuer in turn");
    }

    @Test
    void chainOfAnotherAuthorityOfThatNameIsRefused() {
        TestCertificate made = WrongCertificate.FOREIGN_AUTHORITY.issue(ROOT, client());
        refused(
                made.withChain(List.of(made.leaf(), ROOT.certificate())),
                "is out of order: certificate 2 (CN=Root) does not certify certificate 1 (CN=partner-a);"
                        + " put the leaf first, then each issuer in turn");
    }

    @Test
    void namesAreNotAskedFor() {
        taken(ISSUER.issue(client().subject("O=Example")));
        taken(ISSUER.issue(client().subject("").names("partner-a.example")));
    }

    @ParameterizedTest
    @EnumSource(
            value = WrongCertificate.class,
            names = {"WRONG_USE", "NO_USE", "WRONG_NAME", "SHA1", "WEAK_KEY", "TOO_DEEP"})
    void whatOnlyAttachmentRefusesIsTaken(WrongCertificate wrong) {
        taken(wrong.issue(ISSUER, client()));
    }

    @Test
    void ocspUrlMayHave1000Characters() throws IOException {
        taken(ISSUER.issue(client().extensions(ocsp(1_000))));
        refused(
                ISSUER.issue(client().extensions(ocsp(1_001))),
                IT + "with an OCSP URL of more than 1000 characters: have it issued with a shorter one");
        taken(ISSUER.issue(client().extensions(Map.of("1.3.6.1.5.5.7.1.1", new byte[] {4, 1, 0}))));
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        assertThat(judge(ROOT.issue(client().key(KeyType.ED25519).expired()), Instant.now())
                        .refusals())
                .hasSize(3);
    }

    @Test
    void hostileNamesAreHarmlessInEveryRefusal() {
        TestAuthority hostile = TestAuthority.create("Bad\u001b[2J\nRoot");
        CertificateSpec spec = CertificateSpec.named("x\r\nerror\u009b\u202e")
                .use(ExtendedUse.CLIENT)
                .key(KeyType.ED25519)
                .expired();
        assertThat(judge(hostile.issue(spec), Instant.now()).refusals())
                .hasSize(3)
                .allSatisfy(sentence -> assertThat(sentence)
                        .startsWith("holds a certificate (CN=x??error??) ")
                        .matches("[ -~]+"));
    }

    private static CertificateSpec client() {
        return CertificateSpec.client("partner-a");
    }

    private static Map<String, byte[]> ocsp(int length) throws IOException {
        String url = "http://ocsp.example/" + "x".repeat(length - "http://ocsp.example/".length());
        return Map.of(
                "1.3.6.1.5.5.7.1.1",
                new AuthorityInformationAccess(
                                AccessDescription.id_ad_ocsp,
                                new GeneralName(GeneralName.uniformResourceIdentifier, url))
                        .getEncoded());
    }

    private static Findings judge(TestCertificate certificate, Instant now) {
        return ImportRules.judge(new KeyedChain(certificate.chain(), certificate.key()), now);
    }

    private static void taken(TestCertificate certificate) {
        assertThat(judge(certificate, Instant.now())).isEqualTo(new Findings(List.of(), List.of()));
    }

    private static void refused(TestCertificate certificate, String refusal) {
        assertThat(judge(certificate, Instant.now())).isEqualTo(new Findings(List.of(refusal), List.of()));
    }
}
