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
import dev.countersign.testkit.certificate.OwnFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        X509Certificate leaf = authority.issueClient("a", Duration.ofHours(2)).leaf();
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

    private void assertValid(KeyedChain issued) throws Exception {
        PKIXParameters trust = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        trust.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(issued.chain()), trust);
    }
}
