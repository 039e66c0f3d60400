package dev.countersign.testkit.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TestAuthorityTest {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final TestAuthority root = TestAuthority.create("Root");

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void everyKeyTypeIsCertifiedAndVerifies(KeyType type) throws Exception {
        TestCertificate made = root.issue(CertificateSpec.client("partner-a").key(type));
        made.leaf().verify(root.certificate().getPublicKey());
        assertThat(made.leaf().getPublicKey()).isEqualTo(made.keys().getPublic());
    }

    @Test
    void chainThroughIntermediatesLeadsToTheRoot() throws Exception {
        TestCertificate made = root.intermediate("One").intermediate("Two").client("partner-a");
        assertThat(made.chain()).hasSize(3);
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        trust.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(made.chain()), trust);
    }

    @Test
    void namesAndUseAreWhatWasAsked() throws Exception {
        X509Certificate server = root.server("localhost", "127.0.0.1", "::1").leaf();
        assertThat(server.getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        assertThat(server.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(root.client("a").leaf().getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        assertThat(root.issue(CertificateSpec.named("a")).leaf().getExtendedKeyUsage())
                .isNull();
        assertThat(root.issue(CertificateSpec.named("a").use(ExtendedUse.BOTH))
                        .leaf()
                        .getExtendedKeyUsage())
                .containsExactlyInAnyOrder(CLIENT_AUTH, SERVER_AUTH);
    }

    @Test
    void wrongCertificatesAreWrongAsAsked() {
        assertThatThrownBy(() ->
                        root.issue(CertificateSpec.client("a").expired()).leaf().checkValidity())
                .isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(() -> root.issue(CertificateSpec.client("a").notYetValid())
                        .leaf()
                        .checkValidity())
                .isInstanceOf(CertificateNotYetValidException.class);
        assertThat(root.issue(CertificateSpec.client("a").version1()).leaf().getVersion())
                .isEqualTo(1);
        assertThat(root.issue(CertificateSpec.client("a").signedWith(SignatureHash.SHA1))
                        .leaf()
                        .getSigAlgName())
                .isEqualTo("SHA1withECDSA");
        assertThat(TestAuthority.create(CertificateSpec.authority("Constrained")
                                .permittedDomains("example.org")
                                .pathLength(0))
                        .certificate())
                .satisfies(certificate -> {
                    assertThat(certificate.getBasicConstraints()).isZero();
                    assertThat(certificate.getExtensionValue("2.5.29.30")).isNotNull();
                });
    }

    @Test
    void filesHoldTheChainAndTheKey(@TempDir Path directory) throws Exception {
        CertificateFiles files = root.intermediate("One").client("partner-a").writeTo(directory, "partner-a");
        assertThat(Files.readString(files.chain())).containsOnlyOnce("\n-----BEGIN CERTIFICATE-----\n");
        assertThat(Files.readString(files.key())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void keyFormatsCarryTheirLabels() {
        TestCertificate rsa = root.issue(CertificateSpec.client("a").key(KeyType.RSA_2048));
        TestCertificate ec = root.client("a");
        assertThat(rsa.keyPem(KeyFormat.PKCS1)).startsWith("-----BEGIN RSA PRIVATE KEY-----\n");
        assertThat(rsa.keyPem(KeyFormat.PKCS8_ENCRYPTED)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(rsa.keyPem(KeyFormat.LEGACY_ENCRYPTED)).contains("Proc-Type: 4,ENCRYPTED");
        assertThat(ec.keyPem(KeyFormat.SEC1)).startsWith("-----BEGIN EC PRIVATE KEY-----\n");
        assertThat(ec.keyPem(KeyFormat.SEC1_WITH_PARAMETERS))
                .startsWith("-----BEGIN EC PARAMETERS-----\n")
                .contains("-----BEGIN EC PRIVATE KEY-----\n");
    }
}
