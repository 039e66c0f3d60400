package dev.countersign.certs.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.pem.Pem;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.OwnFile;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DevCaTest {
    private final DevCa authority = DevCa.create("Demo CA");

    @Test
    void clientCertificateMayBePresented() throws Exception {
        KeyedChain issued = authority.issueClient("partner-a");
        Expect.usable(
                ClientCertificates.of(new Loaded.Usable<>(issued, List.of()), "demo", 1, AttachmentRules.CLOUDFRONT));
        assertValid(issued);
        assertThat(issued.leaf().getSubjectX500Principal().getName()).isEqualTo("CN=partner-a");
        assertThat(issued.leaf().getKeyUsage()).startsWith(true, false);
    }

    @Test
    void serverCertificateNamesItsHosts() throws Exception {
        KeyedChain issued = authority.issueServer(List.of("localhost", "127.0.0.1", "*.example.org"));
        assertValid(issued);
        assertThat(issued.leaf().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(2, "*.example.org"));
        assertThat(issued.leaf().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void authorityMayOnlyCertifyLeaves() {
        X509Certificate own = authority.certificate();
        assertThat(own.getBasicConstraints()).isZero();
        assertThat(own.getKeyUsage()[5]).isTrue();
        assertThat(own.getKeyUsage()[0]).isFalse();
    }

    @Test
    void serialsAreTwentyBytesAndDiffer() {
        X509Certificate one = authority.issueClient("a").leaf();
        X509Certificate two = authority.issueClient("a").leaf();
        assertThat(one.getSerialNumber().toByteArray()).hasSize(20);
        assertThat(one.getSerialNumber()).isPositive().isNotEqualTo(two.getSerialNumber());
    }

    @Test
    void validityIsAsAsked() {
        X509Certificate leaf =
                authority.issueClient("a", LeafKey.P_256, Duration.ofHours(2)).leaf();
        assertThat(leaf.getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(119)),
                        Instant.now().plus(Duration.ofMinutes(121)));
    }

    @Test
    void whatItIssuesCanBeWrittenAndReadBack(@TempDir Path directory) throws Exception {
        KeyedChain issued = authority.issueServer(List.of("localhost"));
        Path chain = Files.writeString(directory.resolve("a.crt"), Pem.certificates(issued.chain()));
        Path key = OwnFile.write(directory.resolve("a.key"), Pem.privateKey(issued.key()));
        assertThat(Expect.usable(KeyedChains.read(new KeyedMaterial.Files(chain, key), KeyAccess.PRIVATE)))
                .isEqualTo(issued);
    }

    @Test
    void nothingItIssuesOutlivesIt() {
        DevCa brief = DevCa.create("brief", Duration.ofDays(1));
        assertThat(brief.issueServer(List.of("localhost")).leaf().getNotAfter())
                .isEqualTo(brief.certificate().getNotAfter());
    }

    @ParameterizedTest
    @EnumSource(LeafKey.class)
    void bothKindsOfKeyMayBePresented(LeafKey kind) throws Exception {
        KeyedChain issued = authority.issueClient("partner-a", kind, Duration.ofDays(1));
        Expect.usable(
                ClientCertificates.of(new Loaded.Usable<>(issued, List.of()), "demo", 1, AttachmentRules.CLOUDFRONT));
        assertValid(issued);
    }

    @Test
    void rsaKeysHave2048Bits() {
        KeyedChain issued = authority.issueServer(List.of("localhost"), LeafKey.RSA_2048, Duration.ofDays(1));
        assertThat(((RSAPublicKey) issued.leaf().getPublicKey()).getModulus().bitLength())
                .isEqualTo(2048);
    }

    @Test
    void authorityReadBackIssuesAsBefore() throws Exception {
        DevCa again = Expect.usable(DevCa.of(authority.own()));
        assertThat(again.certificate()).isEqualTo(authority.certificate());
        assertValid(again.issueClient("partner-a"));
    }

    @Test
    void authorityMadeElsewhereIssuesByItsOwnKeyAndIdentifier() throws Exception {
        TestCertificate elsewhere = TestAuthority.issueSelfSigned(
                CertificateSpec.authority("Elsewhere").key(KeyType.RSA_2048));
        DevCa rsa = Expect.usable(DevCa.of(new KeyedChain(elsewhere.chain(), elsewhere.key())));
        X509Certificate leaf = rsa.issueClient("partner-a").leaf();
        leaf.verify(rsa.certificate().getPublicKey());
        assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withRSA");
    }

    @Test
    void whatIsNoAuthorityIsRefused() {
        assertThat(Expect.problem(DevCa.of(authority.issueClient("partner-a"))))
                .contains("not the certificate of an authority");
        KeyedChain expired = DevCa.create("old", Duration.ofMinutes(-1)).own();
        assertThat(Expect.problem(DevCa.of(expired)))
                .startsWith("expired at 20")
                .endsWith("; make a new authority");
    }

    @Test
    void certificatesAreVersion3WithLinkedKeyIdentifiers() {
        X509Certificate leaf = authority.issueServer(List.of("localhost")).leaf();
        assertThat(leaf.getVersion()).isEqualTo(3);
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        byte[] own = authority.certificate().getExtensionValue("2.5.29.14");
        byte[] named = leaf.getExtensionValue("2.5.29.35");
        assertThat(HexFormat.of().formatHex(named))
                .endsWith(HexFormat.of().formatHex(own).substring(8));
    }

    private void assertValid(KeyedChain issued) throws Exception {
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        trust.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(issued.chain()), trust);
    }
}
