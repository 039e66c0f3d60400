package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and trust replaced under the real daemon, and what a real origin and an operator see of it. */
@Timeout(120)
final class LiveRotationTest {
    private final TestAuthority authority = TestAuthority.create("CA");
    private final TestCertificate before =
            authority.issue(CertificateSpec.client("before").names("edge.example"));
    private final TestCertificate after =
            authority.issue(CertificateSpec.client("after").names("edge.example"));

    @TempDir
    private Path directory;

    private OriginTls tls = OriginTls.serving(Path.of("none"), Path.of("none"));

    @BeforeEach
    void writeFiles() {
        Path ca = authority.writeTo(directory, "ca");
        CertificateFiles server = authority.server("o.example").writeTo(directory, "o");
        tls = OriginTls.serving(server.chain(), server.key()).asking(Asking.REQUIRED, ca);
    }

    private LiveDaemon daemon(NginxOrigin origin, String mtls, String more) throws IOException {
        return new LiveDaemon(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {directory: store, expiryWarning: 1h}
                %s
                distributions:
                  - id: d
                    origins:
                      - id: o
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {%s}
                    defaultCacheBehavior: {targetOriginId: o}
                """.formatted(more, origin.port(), mtls));
    }

    private LiveDaemon daemonWithFiles(NginxOrigin origin) throws IOException {
        before.writeTo(directory, "a");
        return daemon(origin, "clientCertificate: {chain: a.crt, key: a.key}", "");
    }

    private static String subjectSeen(LiveDaemon daemon) throws IOException {
        RawResponse response = daemon.get("/");
        assertThat(response.status()).isEqualTo(200);
        return String.join("", response.header("X-Seen-Subject"));
    }

    private static List<String> series(LiveDaemon daemon, String start) throws IOException {
        return daemon.metrics().stream().filter(line -> line.startsWith(start)).toList();
    }

    @Test
    void aReimportIsPresentedFromThenOnAndTheConfigurationIsTheSame() throws Exception {
        StoredClient stored = new StoredClient(directory.resolve("store"), before, authority);
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemon(origin, "clientCertificateArn: \"" + StoredClient.ARN + "\"", "")) {
            assertThat(subjectSeen(daemon)).isEqualTo("CN=before");
            List<String> reload = series(daemon, "config_last_reload_success_time");

            stored.reimport(after, authority);
            assertThat(daemon.awaitLine("rotated ")).startsWith("rotated " + StoredClient.ARN + " for d/o: ");

            assertThat(subjectSeen(daemon)).isEqualTo("CN=after");
            assertThat(series(daemon, "tls_certificate_not_after{arn=\"" + StoredClient.ARN))
                    .hasSize(1);
            assertThat(series(daemon, "config_last_reload_success_time")).isEqualTo(reload);
            daemon.stop();
            assertThat(daemon.accessLog).hasSize(2);
            assertThat(daemon.accessLog.get(0)).contains("\"snapshot\":1,").contains("\"origin.mtls.version\":1,");
            assertThat(daemon.accessLog.get(1)).contains("\"snapshot\":2,").contains("\"origin.mtls.version\":2,");
        }
    }

    @Test
    void aReimportThatLostItsClientAuthenticationIsPresentedWithAWarning() throws Exception {
        StoredClient stored = new StoredClient(directory.resolve("store"), before, authority);
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemon(origin, "clientCertificateArn: \"" + StoredClient.ARN + "\"", "")) {
            stored.reimport(authority.issue(CertificateSpec.named("anything").names("edge.example")), authority);
            daemon.awaitLine("rotated ");

            assertThat(subjectSeen(daemon)).isEqualTo("CN=anything");
            assertThat(daemon.warnings).singleElement().asString().startsWith(StoredClient.ARN);
        }
    }

    @Test
    void aBadChangeOfFilesKeepsTheLastGoodOneUntilAGoodOneComes() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemonWithFiles(origin)) {
            after.writeKey(directory.resolve("a.key"), KeyFormat.PKCS8);
            assertThat(daemon.awaitLine("refused "))
                    .contains("version 1 (")
                    .contains("stays in force: ")
                    .contains("is not the key of");
            assertThat(subjectSeen(daemon)).isEqualTo("CN=before");
            assertThat(series(daemon, "tls_certificates_refused ")).containsExactly("tls_certificates_refused 1.0");

            after.writeChain(directory.resolve("a.crt"));
            daemon.awaitLine("rotated ");

            assertThat(subjectSeen(daemon)).isEqualTo("CN=after");
            assertThat(series(daemon, "tls_certificates_refused ")).containsExactly("tls_certificates_refused 0.0");
            assertThat(daemon.warnings).hasSize(1);
        }
    }

    @Test
    void aNewCertificateThatEndsSoonIsWarnedOfAfterItIsSaidToBeInForce() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemonWithFiles(origin)) {
            Instant now = Instant.now();
            authority
                    .issue(CertificateSpec.client("brief").valid(now.minusSeconds(60), now.plusSeconds(1800)))
                    .writeTo(directory, "a");

            daemon.awaitLine("rotated ");
            assertThat(daemon.awaitLine("(CN=brief, for d/o)")).contains(" expires within a day, ");
        }
    }

    @Test
    void trustRotates() throws Exception {
        TestAuthority other = TestAuthority.create("other CA");
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemonWithFiles(origin)) {
            assertThat(daemon.get("/").status()).isEqualTo(200);
            other.writeTo(directory, "ca");
            daemon.awaitLine("rotated ");
            assertThat(daemon.get("/").status()).isEqualTo(502);

            Files.writeString(directory.resolve("ca.pem"), other.pem() + authority.pem());
            daemon.awaitLine("rotated ");
            assertThat(daemon.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void withoutWatchingWhatWasLoadedStays() throws Exception {
        before.writeTo(directory, "a");
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon =
                        daemon(origin, "clientCertificate: {chain: a.crt, key: a.key}", "runtime: {watch: false}")) {
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("countersign-watch");
            after.writeTo(directory, "a");

            assertThat(subjectSeen(daemon)).isEqualTo("CN=before");
        }
    }

    @Test
    void stoppingEndsEveryThreadOfRotation() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = daemonWithFiles(origin)) {
            after.writeTo(directory, "a"); // a rotation may be under way
            daemon.stop();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("countersign-watch");
    }
}
