package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.Fingerprint;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.OriginTls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pins and revocation lists replaced under the real daemon, in front of an origin whose connections and sessions are kept. */
@Timeout(120)
final class LiveTrustTest {
    private static final String OTHER_KEY = "0".repeat(64);

    private final TestAuthority authority = TestAuthority.create("CA");
    private final TestCertificate server = authority.server("o.example");

    @TempDir
    private Path directory;

    private Path crl = Path.of("none");
    private @Nullable NginxOrigin origin;

    @BeforeEach
    void start() throws Exception {
        CertificateFiles files = server.writeTo(directory, "o");
        origin = NginxOrigin.start(OriginTls.serving(files.chain(), files.key()));
        authority.writeTo(directory, "ca");
        crl = authority.revoke(CrlSpec.of()).writeTo(directory.resolve("ca.crl"));
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(origin).close();
    }

    private String yaml(String trust) {
        return """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {expiryWarning: 1h}
                distributions:
                  - id: d
                    origins:
                      - id: o
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem, %s}
                    defaultCacheBehavior: {targetOriginId: o}
                """.formatted(Objects.requireNonNull(origin).port(), trust);
    }

    /** What came of each request so far; ends the daemon. */
    private static List<String> outcomes(LiveDaemon daemon) {
        daemon.stop();
        return daemon.accessLog.stream()
                .map(line -> line.replaceAll(".*\"origin.mtls.outcome\":\"([a-z_]+)\".*", "$1"))
                .toList();
    }

    @Test
    void whoIsRevokedWhileTheDaemonRunsIsRefusedFromThenOn() throws Exception {
        try (LiveDaemon daemon = new LiveDaemon(directory, yaml("crl: ca.crl"))) {
            assertThat(daemon.get("/").status()).isEqualTo(200);

            authority.revoke(CrlSpec.of(server.leaf())).writeTo(crl);
            assertThat(daemon.awaitLine("rotated "))
                    .startsWith("rotated " + crl + " for d/o: 0 revoked -> 1 revoked, until ");
            assertThat(daemon.get("/").status()).isEqualTo(502);

            authority.revoke(CrlSpec.of()).writeTo(crl);
            daemon.awaitLine("rotated ");
            assertThat(daemon.get("/").status()).isEqualTo(200);
            assertThat(daemon.metrics())
                    .filteredOn(line -> line.startsWith("tls_crl_next_update{"))
                    .singleElement()
                    .asString()
                    .contains("file=\"" + crl + "\"", "role=\"crl\"");
            assertThat(outcomes(daemon)).containsExactly("not_requested", "origin_revoked", "not_requested");
        }
    }

    @Test
    void aListThatCannotBeReadLeavesTheLastOneInForce() throws Exception {
        authority.revoke(CrlSpec.of(server.leaf())).writeTo(crl);
        try (LiveDaemon daemon = new LiveDaemon(directory, yaml("crl: ca.crl"))) {
            Files.writeString(crl, "torn");
            assertThat(daemon.awaitLine("refused "))
                    .contains(crl + " for d/o, what was loaded before stays in force")
                    .contains("is not PEM");
            assertThat(daemon.get("/").status()).isEqualTo(502);
            Files.delete(crl);
            assertThat(daemon.awaitLine("refused ")).contains("does not exist");
            assertThat(daemon.get("/").status()).isEqualTo(502);
            assertThat(outcomes(daemon)).containsExactly("origin_revoked", "origin_revoked");
        }
    }

    @Test
    void otherPinsAreHeldAgainstTheOriginFromTheReloadOn() throws Exception {
        String key = Fingerprint.sha256(server.leaf().getPublicKey().getEncoded());
        String pinned = "pins: {spkiSha256: ['" + key + "'], backup: ['" + OTHER_KEY + "']}";
        try (LiveDaemon daemon = new LiveDaemon(directory, yaml(pinned))) {
            assertThat(daemon.get("/").status()).isEqualTo(200);
            daemon.reload(yaml("pins: {spkiSha256: ['" + OTHER_KEY + "']}"));
            assertThat(daemon.awaitLine("reloaded ")).endsWith("; changed origin d/o");
            assertThat(daemon.get("/").status()).isEqualTo(502);
            daemon.reload(yaml(pinned));
            assertThat(daemon.get("/").status()).isEqualTo(200);
            assertThat(outcomes(daemon)).containsExactly("not_requested", "origin_pin_mismatch", "not_requested");
        }
    }

    @Test
    void aReloadWhoseTrustCannotBeReadChangesNothing() throws Exception {
        authority.revoke(CrlSpec.of(server.leaf())).writeTo(crl);
        try (LiveDaemon daemon = new LiveDaemon(directory, yaml("crl: ca.crl"))) {
            daemon.write(yaml("crl: other.crl"));
            assertThat(daemon.postReload().text()).contains("other.crl does not exist");
            assertThat(daemon.get("/").status()).isEqualTo(502);
            assertThat(outcomes(daemon)).containsExactly("origin_revoked");
        }
    }
}
