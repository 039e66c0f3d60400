package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.revocation.RevocationFile;
import dev.countersign.certs.revocation.RevocationLists;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrustTest {
    private final TestAuthority one = TestAuthority.create("One");
    private final TestAuthority two = TestAuthority.create("Two");

    @TempDir
    Path directory;

    private Path bundle;

    @BeforeEach
    void name() {
        bundle = directory.resolve("ca.pem");
    }

    @Test
    void bundleOfSeveralAuthoritiesWithCommentsIsRead() throws Exception {
        Files.writeString(bundle, "# One, as of today\n" + one.pem() + "\nTwo\n===\n" + two.pem());
        assertThat(Expect.usable(Trust.fromBundle(bundle)).certificates())
                .containsExactly(one.certificate(), two.certificate());
    }

    @Test
    void orderAndRepetitionDoNotChangeTrust() throws Exception {
        Files.writeString(bundle, one.pem() + two.pem());
        TrustAnchors first = Expect.usable(Trust.fromBundle(bundle));
        Files.writeString(bundle, two.pem() + one.pem() + two.pem());
        TrustAnchors second = Expect.usable(Trust.fromBundle(bundle));
        assertThat(second.digest()).isEqualTo(first.digest());
        Files.writeString(bundle, two.pem());
        assertThat(Expect.usable(Trust.fromBundle(bundle)).digest()).isNotEqualTo(first.digest());
    }

    @Test
    void bundleWithOneUnreadableBlockIsRefusedAltogether() throws Exception {
        Files.writeString(bundle, one.pem() + two.pem().replaceFirst("MII", "AII"));
        assertThat(Expect.problem(Trust.fromBundle(bundle)))
                .startsWith(bundle + " holds no readable X.509 certificate in block 2");
    }

    @Test
    void missingEmptyOrForeignBundleIsRefused() throws Exception {
        assertThat(Expect.problem(Trust.fromBundle(bundle))).isEqualTo(bundle + " does not exist");
        Files.writeString(bundle, "\n");
        assertThat(Expect.problem(Trust.fromBundle(bundle))).startsWith(bundle + " is empty");
        Files.writeString(bundle, one.client("a").keyPem(KeyFormat.PKCS8));
        assertThat(Expect.problem(Trust.fromBundle(bundle))).startsWith(bundle + " holds a private key");
    }

    @Test
    void publicAuthoritiesAreReadOnce() {
        assertThat(Expect.usable(Trust.publicCas()).certificates()).hasSizeGreaterThan(50);
        assertThat(Trust.publicCas()).isSameAs(Trust.publicCas());
    }

    @Test
    void theSystemsBundleIsTheFirstThatIsThereAndNoOtherIfThatIsBad() throws Exception {
        Path second = one.writeTo(directory, "second");
        List<Path> places = List.of(bundle, second);
        assertThat(Expect.usable(SystemCas.read(places)).certificates()).containsExactly(one.certificate());
        Files.writeString(bundle, "torn");
        assertThat(Expect.problem(SystemCas.read(places))).startsWith(bundle + " is not PEM");
        Files.delete(bundle);
        Files.createSymbolicLink(bundle, directory.resolve("gone"));
        assertThat(Expect.problem(SystemCas.read(places))).isEqualTo(bundle + " does not exist");
    }

    @Test
    void aSystemWithoutABundleIsRefusedWithAllPlacesThatWereTried() {
        assertThat(Expect.problem(SystemCas.read(List.of(bundle, directory.resolve("b.pem")))))
                .isEqualTo("the operating system has no bundle of public CAs at " + bundle + ", "
                        + directory.resolve("b.pem") + ": install ca-certificates, or name a bundle as caBundle");
    }

    /** The JDK would take its own store, with everybody in it. */
    @Test
    void aTrustStoreThatWasNamedAndIsNotThereIsRefused() throws Exception {
        assertThat(Expect.problem(Trust.acceptedByTheJdk(bundle.toString())))
                .isEqualTo("the JDK's trust store is to be " + bundle + ", which is not there or empty: correct"
                        + " javax.net.ssl.trustStore, or say otherwise whom to trust, as caBundle or publicCas");
        Files.writeString(bundle, "");
        assertThat(Expect.problem(Trust.acceptedByTheJdk(bundle.toString()))).contains("not there or empty");
    }

    @Test
    void pinsAndRevocationListsArePartOfTrust() throws Exception {
        TrustAnchors anchors = TrustAnchors.of(List.of(one.certificate()));
        Path file = one.revoke(CrlSpec.of()).writeTo(directory.resolve("ca.crl"));
        RevocationLists lists = Expect.usable(RevocationFile.read(file, Instant.now()));
        assertThat(List.of(
                        PeerTrust.in(anchors),
                        new PeerTrust(anchors, Set.of("aa"), Optional.empty()),
                        new PeerTrust(anchors, Set.of("bb"), Optional.empty()),
                        new PeerTrust(anchors, Set.of("aa", "bb"), Optional.empty()),
                        new PeerTrust(anchors, Set.of(), Optional.of(lists)),
                        PeerTrust.in(TrustAnchors.of(List.of(two.certificate())))))
                .extracting(PeerTrust::digest)
                .doesNotHaveDuplicates();
    }
}
