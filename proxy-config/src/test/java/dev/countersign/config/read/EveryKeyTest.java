package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.countersign.config.CertificateFiles;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.CertificateRules;
import dev.countersign.config.distribution.ClientCertificateRef.ByArn;
import dev.countersign.config.distribution.ClientCertificateRef.ByFiles;
import dev.countersign.config.distribution.ClientCertificateRef.ByKeyStore;
import dev.countersign.config.distribution.CustomErrorResponse;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.MtlsMode;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginGroup;
import dev.countersign.config.distribution.OriginKind;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.distribution.OriginProtocolPolicy;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.distribution.ViewerProtocolPolicy;
import dev.countersign.config.plan.Plan;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** every-key.yaml: each key is taken, and its value arrives. */
final class EveryKeyTest {
    @TempDir
    Path directory;

    private ProxyConfig config;

    @BeforeEach
    void read() throws IOException {
        Path file = directory.resolve("every-key.yaml");
        Files.writeString(file, Readings.resource("every-key.yaml"));
        Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets/edge-token"), "t0ken\n");
        Files.writeString(directory.resolve("secrets/partner-b"), "hunter2\n");
        config = Readings.valid(ConfigReader.read(file, Map.of("PARTNER_C", "hunter3")));
    }

    @Test
    void listenersArrive() {
        assertThat(config.listeners()).hasSize(2);
        assertThat(config.listeners().get(0).bind()).hasToString("127.0.0.1:8080");
        assertThat(config.listeners().get(0).tls()).isEmpty();
        assertThat(config.listeners().get(1).tls()).hasValueSatisfying(tls -> {
            assertThat(tls.certificates())
                    .extracting(it -> it.chain().value(), it -> it.key().value())
                    .containsExactly(tuple(directory.resolve("tls/viewer.pem"), directory.resolve("tls/viewer.key")));
            assertThat(tls.minimumVersion()).isEqualTo(TlsVersion.TLS_1_2);
            assertThat(tls.handshakeTimeout()).isEqualTo(Duration.ofSeconds(10));
            assertThat(tls.clientHelloBytes()).isEqualTo(16_384);
        });
    }

    @Test
    void writtenDefaultsEqualAbsentOnes() {
        ProxyConfig minimal = Readings.valid(Readings.BASE);
        assertThat(config.admin()).isEqualTo(minimal.admin());
        assertThat(config.accessLog()).isEqualTo(minimal.accessLog());
        assertThat(config.runtime()).isEqualTo(minimal.runtime());
        assertThat(config.limits()).isEqualTo(minimal.limits());
        assertThat(config.edge()).isEqualTo(minimal.edge());
        assertThat(config.certificateStore())
                .usingRecursiveComparison()
                .ignoringFields("directory")
                .isEqualTo(minimal.certificateStore());
        OriginConfig written = origin("partner-a");
        OriginConfig absent = minimal.distributions().get(0).origins().get(0);
        assertThat(written)
                .usingRecursiveComparison()
                .ignoringFields(
                        "address", "customHeaders", "customOriginConfig.trust", "customOriginConfig.originMtlsConfig")
                .isEqualTo(absent);
        assertThat(distribution().defaultBehavior())
                .isEqualTo(minimal.distributions().get(0).defaultBehavior());
    }

    @Test
    void storeDirectoryStandsBesideTheFile() {
        assertThat(config.certificateStore().directory().value()).isEqualTo(directory.resolve("certificates"));
    }

    @Test
    void storeAndWatchingKeepTheirDefaults() {
        assertThat(config.certificateStore().account()).isEqualTo("000000000000");
        assertThat(config.certificateStore().allowReadableKeys()).isFalse();
        assertThat(config.certificateStore().expiryWarning()).isEqualTo(Duration.ofDays(45));
        assertThat(config.runtime().watch()).isTrue();
    }

    @Test
    void distributionArrives() {
        DistributionConfig shop = distribution();
        assertThat(shop.id()).isEqualTo("shop");
        assertThat(shop.plan()).isEqualTo(Plan.PAY_AS_YOU_GO);
        assertThat(shop.enabled()).isTrue();
        assertThat(shop.domainName()).isEqualTo("d111.edge.local");
        assertThat(shop.aliases()).containsExactly("shop.example.com", "*.shop.example.com");
        assertThat(shop.origins())
                .extracting(OriginConfig::id)
                .containsExactly("partner-a", "partner-b", "partner-c", "websockets", "bucket", "inner");
        assertThat(shop.defaultBehavior().pathPattern()).isEqualTo("*");
        assertThat(shop.defaultBehavior().viewerProtocolPolicy()).isEqualTo(ViewerProtocolPolicy.ALLOW_ALL);
        assertThat(shop.defaultBehavior().allowedMethods())
                .containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE");
        assertThat(shop.behaviors())
                .extracting(BehaviorConfig::pathPattern)
                .containsExactly("/b/*", "/socket*", "/ha/*", "/f/*");
        assertThat(shop.behaviors())
                .extracting(BehaviorConfig::targetOriginId)
                .containsExactly("partner-b", "websockets", "ha", "partner-a");
        assertThat(shop.origins().stream().map(OriginConfig::kind))
                .endsWith(OriginKind.CUSTOM, OriginKind.S3, OriginKind.VPC);
    }

    @Test
    void originGroupsArrive() {
        assertThat(distribution().originGroups())
                .containsExactly(new OriginGroup(
                        "ha", List.of("partner-a", "partner-c"), Set.of(400, 403, 404, 416, 429, 500, 502, 503, 504)));
    }

    @Test
    void whatViewersGetInsteadArrives() {
        assertThat(distribution().defaultRootObject()).isEqualTo("index.html");
        assertThat(distribution().customErrorResponses())
                .containsExactly(
                        new CustomErrorResponse(502, Optional.of(new CustomErrorResponse.Page("/e/502.html", 503))),
                        new CustomErrorResponse(404, Optional.empty()));
    }

    @Test
    void responseHeadersPolicyArrives() {
        assertThat(distribution().behaviors().get(0).responseHeadersPolicy())
                .contains(new ResponseHeadersPolicy(
                        List.of(
                                new Added(
                                        "Strict-Transport-Security",
                                        "max-age=31536000; includeSubDomains; preload",
                                        true),
                                new Added("X-Content-Type-Options", "nosniff", true),
                                new Added("X-Frame-Options", "DENY", false),
                                new Added("X-XSS-Protection", "1; report=https://r.example.com/x", false),
                                new Added("Referrer-Policy", "same-origin", true),
                                new Added("Content-Security-Policy", "default-src 'self'", true),
                                new Added("X-Served-By", "an edge", true),
                                new Added("X-Empty", "", false)),
                        Set.of("X-Powered-By", "Server"),
                        Optional.of(new Cors(
                                List.of("https://*.example.com", "http://localhost:*"),
                                List.of("X-A", "X-B"),
                                List.of("GET", "POST"),
                                true,
                                List.of("X-C"),
                                Optional.of(Duration.ofMinutes(10)),
                                true))));
    }

    @Test
    void originArrives() throws IOException {
        OriginConfig origin = origin("partner-a");
        assertThat(origin.domainName()).isEqualTo("origin-a.example.com");
        assertThat(origin.address()).contains(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        assertThat(origin.connectionAttempts()).isEqualTo(3);
        assertThat(origin.connectionTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(origin.connectionMaxAge()).isEmpty();
        assertThat(origin("partner-c").connectionMaxAge()).contains(Duration.ofHours(12));
        assertThat(origin.responseCompletionTimeout()).isEmpty();
        assertThat(origin("partner-c").responseCompletionTimeout()).contains(Duration.ofMinutes(5));
        assertThat(origin.customHeaders()).singleElement().satisfies(header -> {
            assertThat(header.name()).isEqualTo("X-Edge-Token");
            assertThat(header.value().reveal()).isEqualTo("t0ken");
        });
        assertThat(origin.customOriginConfig().httpPort()).isEqualTo(80);
        assertThat(origin.customOriginConfig().httpsPort()).isEqualTo(443);
        assertThat(origin.customOriginConfig().originProtocolPolicy()).isEqualTo(OriginProtocolPolicy.HTTPS_ONLY);
        assertThat(origin.customOriginConfig().originSslProtocols())
                .containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
        assertThat(origin.customOriginConfig().postQuantum()).isTrue();
        assertThat(origin("partner-c").customOriginConfig().postQuantum()).isFalse();
        assertThat(origin.customOriginConfig().originReadTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(origin.customOriginConfig().originKeepaliveTimeout()).isEqualTo(Duration.ofSeconds(5));
        OriginTrust trust = origin.customOriginConfig().trust();
        assertThat(trust.authorities())
                .isInstanceOfSatisfying(
                        OriginTrust.CaBundle.class,
                        bundle -> assertThat(bundle.file().value()).isEqualTo(directory.resolve("tls/origin-ca.pem")));
        assertThat(trust.pins().spkiSha256()).containsExactly("0".repeat(64));
        assertThat(trust.pins().backup()).containsExactly("0".repeat(62) + "ff");
        assertThat(trust.crl().orElseThrow().value()).isEqualTo(directory.resolve("tls/origin-ca.crl"));
    }

    @Test
    void clientCertificatesArriveWithTheirPlaces() {
        assertThat(mtls("partner-a")).satisfies(mtls -> {
            assertThat(mtls.mode()).isEqualTo(MtlsMode.OFFER);
            assertThat(mtls.fallback()).isEmpty();
            assertThat(mtls.certificate()).isInstanceOfSatisfying(ByArn.class, ref -> {
                assertThat(ref.arn().value()).isEqualTo("arn:aws:acm:us-east-1:123456789012:certificate/cert-1");
                assertThat(ref.arn().position().keyPath())
                        .isEqualTo(
                                "distributions[0].origins[0].customOriginConfig.originMtlsConfig.clientCertificateArn");
                int line = ref.arn().position().line();
                assertThat(Readings.resource("every-key.yaml").lines().toList().get(line - 1))
                        .contains("clientCertificateArn: arn:");
            });
        });
        assertThat(mtls("partner-b").certificate()).isInstanceOfSatisfying(ByFiles.class, ref -> {
            CertificateFiles files = ref.files();
            assertThat(files.chain().value()).isEqualTo(directory.resolve("tls/partner-b.pem"));
            assertThat(files.key().value()).isEqualTo(directory.resolve("tls/partner-b.key"));
            assertThat(ref.rules()).isEqualTo(CertificateRules.RELAXED);
            assertThat(ref.password()).hasValueSatisfying(password -> {
                assertThat(password.value().reveal()).isEqualTo("hunter2");
                assertThat(password.value().file()).contains(directory.resolve("secrets/partner-b"));
                assertThat(password.position().keyPath()).endsWith("clientCertificate.password");
            });
        });
        assertThat(origin("websockets").customOriginConfig().originMtlsConfig()).isEmpty();
    }

    @Test
    void keyStoreAndFallbackArrive() {
        assertThat(mtls("partner-c")).satisfies(mtls -> {
            assertThat(mtls.mode()).isEqualTo(MtlsMode.REQUIRE);
            assertThat(mtls.fallback().map(it -> it.arn().value()))
                    .contains("arn:aws:acm:us-east-1:123456789012:certificate/cert-2");
            assertThat(mtls.certificate()).isInstanceOfSatisfying(ByKeyStore.class, ref -> {
                assertThat(ref.file().value()).isEqualTo(directory.resolve("tls/partner-c.p12"));
                assertThat(ref.rules()).isEqualTo(CertificateRules.CLOUDFRONT);
                assertThat(ref.password().map(it -> it.value().reveal())).contains("hunter3");
            });
        });
    }

    @Test
    void nothingThatWasReadPrintsASecret() {
        assertThat(config.toString())
                .doesNotContain("hunter2", "hunter3", "t0ken")
                .contains("(hidden)");
    }

    private DistributionConfig distribution() {
        assertThat(config.distributions()).hasSize(1);
        return config.distributions().get(0);
    }

    private OriginConfig origin(String id) {
        List<OriginConfig> found = distribution().origins().stream()
                .filter(it -> it.id().equals(id))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private OriginMtlsConfig mtls(String origin) {
        return origin(origin).customOriginConfig().originMtlsConfig().orElseThrow();
    }
}
