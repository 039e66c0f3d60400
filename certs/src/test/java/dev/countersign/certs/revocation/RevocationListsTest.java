package dev.countersign.certs.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Expect;
import dev.countersign.certs.revocation.RevocationLists.Status;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lists say of a certificate, and when they say nothing. */
final class RevocationListsTest {
    private final Instant now = Instant.now();
    private static final String ISSUING_POINT = "2.5.29.28";
    private static final String POINTS = "2.5.29.31";

    private final TestAuthority root = TestAuthority.create("Root");
    private final X509Certificate bad = root.server("bad.test").leaf();
    private final X509Certificate good = root.server("good.test").leaf();

    @TempDir
    Path directory;

    private RevocationLists lists(TestCrl... lists) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (TestCrl list : lists) {
            pem.append(list.pem());
        }
        return Expect.value(RevocationFile.read(Files.writeString(directory.resolve("ca.crl"), pem), now));
    }

    private Status status(X509Certificate certificate, TestCrl... lists) throws IOException {
        return lists(lists).status(certificate, root.certificate(), now);
    }

    @Test
    void whoIsNamedIsRevokedAndWhoIsNotIsGood() throws IOException {
        TestCrl list = root.revoke(CrlSpec.of(bad));
        assertThat(status(bad, list)).isEqualTo(Status.REVOKED);
        assertThat(status(good, list)).isEqualTo(Status.GOOD);
    }

    @Test
    void anotherAuthoritysListSaysNothing() throws IOException {
        assertThat(status(good, TestAuthority.create("Other").revoke(CrlSpec.of())))
                .isEqualTo(Status.UNKNOWN);
    }

    @Test
    void aListForgedInTheAuthoritysNameSaysNothing() throws IOException {
        TestCrl forged = TestAuthority.create("Root").revoke(CrlSpec.of(good));
        assertThat(status(good, forged)).isEqualTo(Status.UNKNOWN);
        assertThat(status(good, forged, root.revoke(CrlSpec.of()))).isEqualTo(Status.GOOD);
        assertThat(lists(forged).areFrom(root.certificate())).isFalse();
    }

    @Test
    void manyAuthoritiesOfOneNameAreEachToldFromTheOthers() throws IOException {
        RevocationLists lists = lists(root.revoke(CrlSpec.of(bad)));
        for (int i = 0; i < 20; i++) {
            TestAuthority namesake = TestAuthority.create("Root");
            assertThat(lists.status(namesake.server("a.test").leaf(), namesake.certificate(), now))
                    .isEqualTo(Status.UNKNOWN);
        }
        assertThat(lists.status(bad, root.certificate(), now)).isEqualTo(Status.REVOKED);
        assertThat(lists.areFrom(root.certificate())).isTrue();
    }

    @Test
    void anAuthorityThatMayNotSignListsSaysNothing() throws IOException {
        TestAuthority mute =
                TestAuthority.create(CertificateSpec.authority("Mute").keyUsage(KeyUsage.keyCertSign));
        assertThat(lists(mute.revoke(CrlSpec.of())).status(mute.server("a.test").leaf(), mute.certificate(), now))
                .isEqualTo(Status.UNKNOWN);
    }

    @Test
    void anOldListRevokesButVouchesForNobody() throws IOException {
        Instant end = now.minusSeconds(60);
        TestCrl old = root.revoke(CrlSpec.of(bad).valid(end.minus(Duration.ofDays(7)), end));
        assertThat(status(bad, old)).isEqualTo(Status.REVOKED);
        assertThat(status(good, old)).isEqualTo(Status.UNKNOWN);
        assertThat(status(good, old, root.revoke(CrlSpec.of()))).isEqualTo(Status.GOOD);
        assertThat(status(good, root.revoke(CrlSpec.of()), old)).isEqualTo(Status.GOOD);
    }

    @Test
    void aListGoesOutOfDateWithoutBeingReadAgain() throws IOException {
        RevocationLists lists = lists(root.revoke(CrlSpec.of()));
        Instant end = lists.lists().get(0).nextUpdate();
        assertThat(lists.status(good, root.certificate(), end)).isEqualTo(Status.GOOD);
        assertThat(lists.status(good, root.certificate(), end.plusSeconds(1))).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void aListOfLeavesSaysNothingOfAuthoritiesAndTheReverse() throws IOException {
        TestCrl leaves = root.revoke(CrlSpec.of().extension(ISSUING_POINT, true, point(null, true, false)));
        TestCrl authorities = root.revoke(CrlSpec.of().extension(ISSUING_POINT, true, point(null, false, true)));
        X509Certificate below = root.intermediate("Below").certificate();
        assertThat(status(good, leaves)).isEqualTo(Status.GOOD);
        assertThat(status(below, leaves)).isEqualTo(Status.UNKNOWN);
        assertThat(status(good, authorities)).isEqualTo(Status.UNKNOWN);
        assertThat(status(below, authorities)).isEqualTo(Status.GOOD);
        assertThat(status(below, leaves, authorities)).isEqualTo(Status.GOOD);
    }

    /** AWS Private CA's lists are such ones. */
    @Test
    void aPartialListSpeaksForCertificatesThatNameItsPlace() throws IOException {
        DistributionPointName place = place("http://crl.test/1.crl");
        TestCrl partial = root.revoke(CrlSpec.of().extension(ISSUING_POINT, true, point(place, false, false)));
        assertThat(status(pointingTo(place), partial)).isEqualTo(Status.GOOD);
        assertThat(status(pointingTo(place("http://crl.test/2.crl")), partial)).isEqualTo(Status.UNKNOWN);
        assertThat(status(good, partial)).isEqualTo(Status.UNKNOWN);
        X509Certificate damaged = root.issue(
                        CertificateSpec.server("d.test").extensions(Map.of(POINTS, new byte[] {1})))
                .leaf();
        assertThat(status(damaged, partial)).isEqualTo(Status.UNKNOWN);
    }

    private X509Certificate pointingTo(DistributionPointName place) throws IOException {
        CRLDistPoint points = new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(place, null, null)});
        return root.issue(CertificateSpec.server("p.test").extensions(Map.of(POINTS, der(points))))
                .leaf();
    }

    private static DistributionPointName place(String address) {
        return new DistributionPointName(
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address)));
    }

    private static byte[] point(@Nullable DistributionPointName place, boolean leaves, boolean authorities)
            throws IOException {
        return der(new IssuingDistributionPoint(place, leaves, authorities, null, false, false));
    }

    private static byte[] der(ASN1Encodable value) throws IOException {
        return value.toASN1Primitive().getEncoded(ASN1Encoding.DER);
    }
}
