package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(Trust.publicCas().certificates()).hasSizeGreaterThan(50);
        assertThat(Trust.publicCas()).isSameAs(Trust.publicCas());
    }
}
