package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientCertificatesTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");

    @TempDir
    Path directory;

    @Test
    void certificateForClientsIsNamedByItsFile() {
        CertificateFiles files = ROOT.client("partner-a").writeTo(directory, "a");
        ClientCertificate read = Expect.usable(ClientCertificates.read(
                new KeyedMaterial.Files(files.chain(), files.key()), KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1));
        assertThat(read.source()).isEqualTo(files.chain().toString());
        assertThat(read.identity().version()).isEqualTo(1);
    }

    @Test
    void certificateForBothSidesIsUsable() {
        Expect.usable(load(CertificateSpec.named("partner-a").use(ExtendedUse.BOTH)));
    }

    @Test
    void certificateForServersOnlyIsRefusedByNamingWhatItIsFor() {
        assertThat(Expect.problem(load(CertificateSpec.server("partner-a"))))
                .startsWith(directory.resolve("a.crt").toString())
                .contains("is for TLS server authentication (1.3.6.1.5.5.7.3.1) only")
                .contains("issue it with the extended key usage TLS client authentication (1.3.6.1.5.5.7.3.2)");
    }

    @Test
    void certificateWithoutExtendedKeyUsageIsRefused() {
        assertThat(Expect.problem(load(CertificateSpec.named("partner-a"))))
                .contains("has no readable extended key usage");
        assertThat(Expect.problem(load(CertificateSpec.client("partner-a").version1())))
                .contains("has no readable extended key usage");
    }

    @Test
    void expiredCertificateIsUsableWithAWarning() {
        assertThat(Expect.warning(load(CertificateSpec.client("partner-a").expired())))
                .startsWith(directory.resolve("a.crt") + " holds a certificate (CN=partner-a) that expired at ");
    }

    @Test
    void certificateNotYetValidIsUsableWithAWarning() {
        assertThat(Expect.warning(load(CertificateSpec.client("partner-a").notYetValid())))
                .contains("is not valid before");
    }

    @Test
    void problemsOfTheFilesArePassedOn() throws Exception {
        CertificateFiles files = ROOT.client("partner-a").writeTo(directory, "a");
        Files.delete(files.key());
        assertThat(Expect.problem(ClientCertificates.read(
                        new KeyedMaterial.Files(files.chain(), files.key()),
                        KeyAccess.PRIVATE,
                        AttachmentRules.RELAXED,
                        1)))
                .isEqualTo(files.key() + " does not exist");
    }

    @Test
    void subjectCannotForgeASecondLine() {
        assertThat(Expect.problem(load(CertificateSpec.server("x\nerror: all is lost"))))
                .doesNotContain("\n")
                .contains("x?error");
    }

    private Loaded<ClientCertificate> load(CertificateSpec spec) {
        CertificateFiles files = ROOT.issue(spec).writeTo(directory, "a");
        return ClientCertificates.read(
                new KeyedMaterial.Files(files.chain(), files.key()), KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1);
    }
}
