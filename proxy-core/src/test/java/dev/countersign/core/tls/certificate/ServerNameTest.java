package dev.countersign.core.tls.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.ExtendedUse;
import dev.countersign.testkit.certificate.TestAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerNameTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("names");

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource({
        "origin.test, origin.test, true",
        "origin.test, ORIGIN.Test, true",
        "ORIGIN.test, origin.test, true",
        "origin.test, origin.test., true",
        "origin.test, other.test, false",
        "origin.test, www.origin.test, false",
        "origin.test, xorigin.test, false",
        "*.origin.test, www.origin.test, true",
        "*.origin.test, WWW.origin.test., true",
        "*.origin.test, origin.test, false",
        "*.origin.test, a.b.origin.test, false",
        "*.origin.test, .origin.test, false",
        "w*.origin.test, www.origin.test, false",
        "*w.origin.test, www.origin.test, false",
        "www.*.test, www.origin.test, false",
        "*.*.test, www.origin.test, false",
        "*.test, origin.test, false",
        "*, origin, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "*.0.0.1, 127.0.0.1, false"
    })
    void nameIsMatchedAsRfc9525Says(String inCertificate, String wanted, boolean matches) {
        assertThat(ServerName.matches(AUTHORITY.server(inCertificate).leaf(), wanted))
                .isEqualTo(matches);
    }

    @Test
    void oneOfSeveralNamesIsEnough() {
        assertThat(ServerName.matches(
                        AUTHORITY
                                .server("first.test", "127.0.0.1", "origin.test")
                                .leaf(),
                        "origin.test"))
                .isTrue();
    }

    @Test
    void commonNameCountsForNothing() {
        assertThat(ServerName.matches(
                        AUTHORITY
                                .issue(CertificateSpec.named("origin.test").use(ExtendedUse.SERVER))
                                .leaf(),
                        "origin.test"))
                .isFalse();
        assertThat(ServerName.matches(
                        AUTHORITY
                                .issue(CertificateSpec.named("origin.test").names("other.test"))
                                .leaf(),
                        "origin.test"))
                .isFalse();
    }
}
