package dev.countersign.server.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.material.InUse;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CertificateMetersTest {
    private static final String ARN = "arn:aws:acm:us-east-1:000000000000:certificate/c";

    private final TestAuthority authority = TestAuthority.create("CA");
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CertificateMeters meters = new CertificateMeters(registry);

    @Test
    void aSeriesSaysWhatForAndFromWhere() {
        X509Certificate leaf = authority.client("a").leaf();
        meters.show(List.of(
                new InUse(InUse.Role.CLIENT, "shop/api", "shop", "api", ARN, "", leaf),
                new InUse(InUse.Role.FALLBACK, "shop/api", "shop", "api", ARN + "2", "", leaf),
                new InUse(InUse.Role.LISTENER, "127.0.0.1:8443", "", "", "", "viewer.crt", leaf)));

        assertThat(series())
                .containsExactlyInAnyOrder(
                        line(
                                "arn=\"" + ARN + "\",distribution=\"shop\",file=\"\",origin=\"api\",role=\"client\"",
                                leaf),
                        line(
                                "arn=\"" + ARN + "2\",distribution=\"shop\",file=\"\",origin=\"api\",role=\"fallback\"",
                                leaf),
                        line("arn=\"\",distribution=\"\",file=\"viewer.crt\",origin=\"\",role=\"listener\"", leaf));
    }

    @Test
    void aSeriesFollowsItsCertificateAndVanishesWithIt() {
        X509Certificate before = endingAt("2026-12-01T00:00:00Z");
        X509Certificate after = endingAt("2027-12-01T00:00:00Z");
        String labels = "arn=\"\",distribution=\"shop\",file=\"a.crt\",origin=\"api\",role=\"client\"";
        meters.show(List.of(
                new InUse(InUse.Role.CLIENT, "shop/api", "shop", "api", "", "a.crt", before),
                new InUse(InUse.Role.CLIENT, "shop/www", "shop", "www", "", "b.crt", before)));

        meters.show(List.of(new InUse(InUse.Role.CLIENT, "shop/api", "shop", "api", "", "a.crt", after)));
        assertThat(series()).containsExactly(line(labels, after));
        meters.show(List.of());
        assertThat(series()).isEmpty();
        meters.show(List.of(new InUse(InUse.Role.CLIENT, "shop/api", "shop", "api", "", "a.crt", before)));
        assertThat(series()).containsExactly(line(labels, before));
    }

    @Test
    void aBundleIsAsOldAsTheFirstOfItToEnd() {
        X509Certificate first = endingAt("2026-12-01T00:00:00Z");
        X509Certificate last = endingAt("2027-12-01T00:00:00Z");
        meters.show(List.of(
                new InUse(InUse.Role.TRUST, "shop/api", "shop", "api", "", "ca.pem", last),
                new InUse(InUse.Role.TRUST, "shop/api", "shop", "api", "", "ca.pem", first)));

        assertThat(series())
                .containsExactly(
                        line("arn=\"\",distribution=\"shop\",file=\"ca.pem\",origin=\"api\",role=\"trust\"", first));
    }

    /** An alarm about certificates would ring for every list. */
    @Test
    void revocationListsAreShownUnderANameOfTheirOwn() {
        Instant end = Instant.parse("2026-12-01T00:00:00Z");
        meters.show(List.of(new InUse(
                InUse.Role.CRL, "shop/api", "shop", "api", "", "ca.crl", "CN=CA", end.minusSeconds(60), end)));

        assertThat(series()).isEmpty();
        assertThat(registry.scrape()).contains("tls_crl_next_update{arn=\"\",distribution=\"shop\",file=\"ca.crl\"");
    }

    private X509Certificate endingAt(String notAfter) {
        Instant end = Instant.parse(notAfter);
        return authority
                .issue(CertificateSpec.client("a").valid(end.minus(Duration.ofDays(365)), end))
                .leaf();
    }

    private List<String> series() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("tls_certificate_not_after{"))
                .toList();
    }

    private static String line(String labels, X509Certificate certificate) {
        return "tls_certificate_not_after{" + labels + "} "
                + (double) certificate.getNotAfter().toInstant().getEpochSecond();
    }
}
