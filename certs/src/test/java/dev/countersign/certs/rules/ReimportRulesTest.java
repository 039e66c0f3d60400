package dev.countersign.certs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReimportRulesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final String IT = "holds a certificate (CN=partner-a) ";

    @Test
    void renewalIsTaken() {
        taken(client(), client());
        taken(client().key(KeyType.RSA_2048), client().key(KeyType.RSA_2048));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_2048, P256, EC_prime256v1, RSA_2048",
        "RSA_2048, RSA_1024, RSA_1024, RSA_2048",
        "P256, P384, EC_secp384r1, EC_prime256v1"
    })
    void otherKeyTypeOrSizeIsRefused(KeyType before, KeyType after, String name, String old) {
        refused(
                client().key(before).keyUsage(KeyUsage.digitalSignature),
                client().key(after).keyUsage(KeyUsage.digitalSignature),
                IT + "whose key is " + name + ", in place of " + old
                        + ": a re-import keeps type and size of the key; import"
                        + " it under a new ARN and name that in originMtlsConfig");
    }

    @Test
    void namesMayComeAndGoAsLongAsOneStays() {
        taken(client().names("a.example", "b.example"), client().names("B.example", "c.example"));
        taken(client(), client().names("partner-a.example"));
        taken(client().subject("O=Example"), client().names("c.example"));
    }

    @Test
    void droppingEveryNameIsRefused() {
        refused(
                client().names("a.example", "10.0.0.1"),
                client().names("c.example"),
                IT
                        + "that has none of the names of the one it replaces (a.example, 10.0.0.1): keep one of them, or import it"
                        + " under a new ARN");
        refused(
                client().names("a.example"),
                client(),
                IT
                        + "that has none of the names of the one it replaces (a.example): keep one of them, or import it under a"
                        + " new ARN");
        refused(
                CertificateSpec.client("partner-b"),
                client(),
                IT
                        + "that has none of the names of the one it replaces (partner-b): keep one of them, or import it under a"
                        + " new ARN");
    }

    @Test
    void usagesMayBeAdded() {
        taken(client(), client().use(ExtendedUse.BOTH));
        taken(
                client().keyUsage(KeyUsage.digitalSignature),
                client().keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement));
        taken(client().keyUsage(0), client());
    }

    @Test
    void losingAKeyUsageIsRefused() {
        refused(
                client().keyUsage(KeyUsage.digitalSignature | KeyUsage.keyAgreement | KeyUsage.nonRepudiation),
                client().keyUsage(KeyUsage.digitalSignature),
                IT
                        + "without the key usage NON_REPUDIATION, KEY_AGREEMENT, which the one it replaces has: issue it with all"
                        + " of its usages");
    }

    @Test
    void keyEnciphermentMayBeLostByEcOnly() {
        int both = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
        taken(client().keyUsage(both), client().keyUsage(KeyUsage.digitalSignature));
        refused(
                client().key(KeyType.RSA_2048).keyUsage(both),
                client().key(KeyType.RSA_2048).keyUsage(KeyUsage.digitalSignature),
                IT
                        + "without the key usage KEY_ENCIPHERMENT, which the one it replaces has: issue it with all of its usages");
    }

    @Test
    void losingAnExtendedKeyUsageIsRefused() throws IOException {
        refused(
                client().use(ExtendedUse.BOTH),
                client(),
                IT
                        + "without the extended key usage TLS_WEB_SERVER_AUTHENTICATION (1.3.6.1.5.5.7.3.1), which the one it"
                        + " replaces has: issue it with all of its usages");
        byte[] purposes = new ExtendedKeyUsage(
                        new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_smartcardlogon})
                .getEncoded();
        refused(
                client().use(ExtendedUse.NONE).extensions(Map.of("2.5.29.37", purposes)),
                client(),
                IT
                        + "without the extended key usage CUSTOM (1.3.6.1.4.1.311.20.2.2), which the one it replaces has: issue it"
                        + " with all of its usages");
    }

    @Test
    void losingClientAuthenticationIsTakenWithAWarning() {
        String warning =
                IT + "that is no longer for TLS client authentication: it stays in use and is presented, and origins"
                        + " may reject it; re-import one with the extended key usage TLS client authentication"
                        + " (1.3.6.1.5.5.7.3.2); openssl: extendedKeyUsage=clientAuth";
        assertThat(judge(client().use(ExtendedUse.BOTH), client().use(ExtendedUse.SERVER)))
                .isEqualTo(new Findings(List.of(), List.of(warning)));
        assertThat(judge(client(), client().use(ExtendedUse.NONE)))
                .isEqualTo(new Findings(List.of(), List.of(warning)));
    }

    @Test
    void neverHavingHadClientAuthenticationIsNoLoss() {
        taken(client().use(ExtendedUse.SERVER), client().use(ExtendedUse.SERVER));
    }

    @Test
    void hostileNamesAreHarmless() {
        CertificateSpec hostile = CertificateSpec.client("a").names("x\u001b[2J\n.example");
        assertThat(judge(hostile, CertificateSpec.client("y\u202e\rz")).refusals())
                .containsExactly("holds a certificate (CN=y??z) that has none of the names of the one it replaces"
                        + " (x?[2j?.example): keep one of them, or import it under a new ARN");
    }

    private static CertificateSpec client() {
        return CertificateSpec.client("partner-a");
    }

    private static Findings judge(CertificateSpec before, CertificateSpec after) {
        return ReimportRules.judge(ROOT.issue(before).leaf(), ROOT.issue(after).leaf());
    }

    private static void taken(CertificateSpec before, CertificateSpec after) {
        assertThat(judge(before, after)).isEqualTo(new Findings(List.of(), List.of()));
    }

    private static void refused(CertificateSpec before, CertificateSpec after, String refusal) {
        assertThat(judge(before, after)).isEqualTo(new Findings(List.of(refusal), List.of()));
    }
}
