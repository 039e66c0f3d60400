package dev.countersign.certs.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubjectTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n", "\r", "\u001b", "\u009b", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\u0007"
            })
    void characterThatTerminalsAndLogsObeyIsAQuestionMark(String harmful) {
        assertThat(Subject.of(named("a" + harmful + "[31m"))).isEqualTo("CN=a?[31m");
    }

    @Test
    void lettersOfEveryLanguageAreKept() {
        assertThat(Subject.of(named("Zo\u00eb \u65e5\u672c \ud83d\ude00")))
                .isEqualTo("CN=Zo\u00eb \u65e5\u672c \ud83d\ude00");
    }

    @Test
    void longSubjectIsCutAndNeverInsideACharacter() {
        CertificateSpec many = CertificateSpec.client("a").subject("OU=x,".repeat(4_000) + "CN=a");
        assertThat(Subject.of(ROOT.issue(many).leaf()))
                .hasSize(203)
                .startsWith("CN=a,OU=x,OU=x,")
                .endsWith("...");
        String filling = "OU=" + "x".repeat(48) + ",";
        CertificateSpec pairAtTheCut =
                CertificateSpec.client("a").subject("CN=\ud83d\ude00," + filling.repeat(3) + "OU=" + "y".repeat(36));
        assertThat(Subject.of(ROOT.issue(pairAtTheCut).leaf())).endsWith(",CN=?...");
    }

    @Test
    void missingNamesAreSaid() {
        assertThat(Subject.of(ROOT.issue(CertificateSpec.named("a").subject("").names("a.example"))
                        .leaf()))
                .isEqualTo("a certificate without subject");
    }

    @Test
    void issuerIsPrintedTheSameWay() {
        X509Certificate issued =
                TestAuthority.create("Bad\u001b[2J").client("a").leaf();
        assertThat(Subject.ofIssuer(issued)).isEqualTo("CN=Bad?[2J");
    }

    private static X509Certificate named(String commonName) {
        return ROOT.issue(CertificateSpec.client(commonName)).leaf();
    }
}
