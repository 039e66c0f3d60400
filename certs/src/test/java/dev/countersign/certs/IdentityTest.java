package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class IdentityTest {
    private static final TestAuthority ROOT = TestAuthority.create("Root");
    private static final TestAuthority ISSUER = ROOT.intermediate("Issuer");

    private final TestCertificate made = ISSUER.client("partner-a");

    @Test
    void identityIsNamedByTheLeaf() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(made.leaf().getEncoded());
        assertThat(identity(made, 1).leafSha256())
                .isEqualTo(HexFormat.of().formatHex(digest))
                .matches("[0-9a-f]{64}");
    }

    @Test
    void versionMakesNoDifferenceToEquality() {
        assertThat(identity(made, 1)).isEqualTo(identity(made, 2)).hasSameHashCodeAs(identity(made, 2));
    }

    @Test
    void anotherChainUnderTheSameLeafIsAnotherIdentity() {
        TestCertificate longer = made.withChain(List.of(made.leaf(), ISSUER.certificate(), ROOT.certificate()));
        assertThat(identity(longer, 1)).isNotEqualTo(identity(made, 1));
        assertThat(identity(longer, 1).leafSha256()).isEqualTo(identity(made, 1).leafSha256());
    }

    @Test
    void renewalWithTheSameKeyIsAnotherIdentity() {
        TestCertificate renewed =
                ISSUER.issue(CertificateSpec.client("partner-a").keys(made.keys()));
        assertThat(identity(renewed, 1)).isNotEqualTo(identity(made, 1));
    }

    private static Identity identity(TestCertificate certificate, long version) {
        return Identity.of(new KeyedChain(certificate.chain(), certificate.key()), version);
    }
}
