package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The configuration changed under the real daemon, and what real origins and an operator see of it. */
@Timeout(120)
final class LiveReloadTest {
    private final TestAuthority authority = TestAuthority.create("CA");
    private final TestCertificate one =
            authority.issue(CertificateSpec.client("one").names("edge.example"));
    private final TestCertificate two =
            authority.issue(CertificateSpec.client("two").names("edge.example"));
    private final TestCertificate three =
            authority.issue(CertificateSpec.client("three").names("edge.example"));

    @TempDir
    private Path directory;

    private OriginTls tls = OriginTls.serving(Path.of("none"), Path.of("none"));

    @BeforeEach
    void writeFiles() throws IOException {
        Path ca = authority.writeTo(directory, "ca");
        CertificateFiles server = authority.server("o.example").writeTo(directory, "o");
        tls = OriginTls.serving(server.chain(), server.key()).asking(Asking.OPTIONAL, ca);
        one.writeTo(directory, "one");
        two.writeTo(directory, "two");
        three.writeTo(directory, "three");
        Files.writeString(directory.resolve("token"), "secret-1");
    }

    private static String mtls(String name) {
        return "originMtlsConfig: {clientCertificate: {chain: " + name + ".crt, key: " + name + ".key}}";
    }

    private static String origin(String id, int port, String mtls) {
        return """
                      - id: %s
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          %s
                """.formatted(id, port, mtls);
    }

    /** Origin {@code a} at {@code /}, {@code b} at {@code /b}. */
    private static String yaml(String head, String... origins) {
        return """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {expiryWarning: 1h}
                %s
                distributions:
                  - id: d
                    origins:
                %s
                    defaultCacheBehavior: {targetOriginId: a}
                    cacheBehaviors: [{pathPattern: /b*, targetOriginId: b}]
                """.formatted(head, String.join("", origins));
    }

    private static String yaml(NginxOrigin origin, String mtlsOfA, String mtlsOfB) {
        return yaml(
                "runtime: {eventLoops: 1}", origin("a", origin.port(), mtlsOfA), origin("b", origin.port(), mtlsOfB));
    }

    private static String subjectSeen(LiveDaemon daemon, String path) throws IOException {
        RawResponse response = daemon.get(path);
        assertThat(response.status()).as(path).isEqualTo(200);
        return String.join("", response.header("X-Seen-Subject"));
    }

    /** Row CF-14 of the checklist: changing the ARN of one origin. */
    @Test
    void anotherCertificateOfOneOriginIsPresentedFromThenOnAndTheOtherOriginKeepsItsConnection() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=one");
            assertThat(subjectSeen(daemon, "/b")).isEqualTo("CN=two");
            List<String> before = handshakes(daemon, "b");

            daemon.reload(yaml(origin, mtls("three"), mtls("two")));

            for (int i = 0; i < 20; i++) {
                assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=three");
                assertThat(subjectSeen(daemon, "/b")).isEqualTo("CN=two");
            }
            assertThat(daemon.awaitLine("reloaded "))
                    .endsWith("test.yaml: configuration 2, snapshot 2; changed origin d/a");
            assertThat(handshakes(daemon, "b")).isEqualTo(before);
        }
    }

    private static List<String> handshakes(LiveDaemon daemon, String origin) throws IOException {
        return daemon.metrics().stream()
                .filter(line ->
                        line.startsWith("origin_tls_handshakes_total{") && line.contains("origin=\"" + origin + "\""))
                .toList();
    }

    /** Rows CF-7 and CF-12: absence means off, and an origin without is unaffected. */
    @Test
    void mtlsIsTakenAwayAndGivenBackForOneOriginOnly() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            daemon.reload(yaml(origin, "", mtls("two")));
            assertThat(daemon.get("/").status())
                    .as("asked, and nothing is configured")
                    .isEqualTo(502);
            assertThat(subjectSeen(daemon, "/b")).isEqualTo("CN=two");

            daemon.reload(yaml(origin, mtls("one"), mtls("two")));
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=one");
            assertThat(subjectSeen(daemon, "/b")).isEqualTo("CN=two");
        }
    }

    /** Rows CF-11 and CF-13, across reloads. */
    @Test
    void twoOriginsAtOneAddressSeeOnlyTheirOwnCertificateInAThousandInterleavedRequests() throws Exception {
        ExecutorService viewers = Executors.newFixedThreadPool(8);
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            List<Future<List<String>>> seen = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String path = i % 2 == 0 ? "/" : "/b";
                seen.add(viewers.submit(serials(daemon, path, 125)));
            }
            for (int i = 0; i < 5; i++) {
                daemon.reload(yaml(
                        "edge: {name: edge" + i + "}",
                        origin("b", origin.port(), mtls("two")),
                        origin("a", origin.port(), mtls("one"))));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(seen.get(i).get(60, TimeUnit.SECONDS).stream().distinct())
                        .containsExactly(serial(i % 2 == 0 ? one : two));
            }
        } finally {
            viewers.shutdownNow();
        }
    }

    private static Callable<List<String>> serials(LiveDaemon daemon, String path, int requests) {
        return () -> {
            List<String> serials = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                serials.add(String.join("", daemon.get(path).header("X-Seen-Serial")));
            }
            return serials;
        };
    }

    private static String serial(TestCertificate certificate) {
        BigInteger number = certificate.leaf().getSerialNumber();
        String hex = number.toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    @Test
    void aChangedFileIsTakenOverByItself() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            daemon.write(yaml(origin, mtls("three"), mtls("two")));
            daemon.awaitLine("reloaded ");

            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=three");

            three.writeTo(directory, "unused");
            two.writeTo(directory, "three"); // what only the new configuration names is watched by now
            daemon.awaitLine("rotated ");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=two");
        }
    }

    @Test
    void aSecretThatWasReadIntoTheConfigurationIsWatchedToo() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls)) {
            String yaml = yaml(origin, mtls("one"), mtls("two"))
                    .replace("- id: a", "- id: a\n        customHeaders: {X-Token: \"${file:token}\"}");
            try (LiveDaemon daemon = new LiveDaemon(directory, yaml)) {
                Files.writeString(directory.resolve("token"), "secret-2");
                assertThat(daemon.awaitLine("reloaded ")).endsWith("; changed origin d/a");
                assertThat(daemon.postReload().text()).doesNotContain("secret-");
            }
        }
    }

    @Test
    void aBadFileKeepsWhatIsInForceAndTellsEveryProblem() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            daemon.write(yaml("edge: {nmae: x}\nlimits: {urlBytes: many}", origin("a", 1, mtls("one"))));

            assertThat(daemon.awaitLine("refused ")).endsWith("test.yaml, configuration 1 stays in force: 3 problems");
            RawResponse answer = daemon.postReload();

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text()).contains("edge.nmae", "limits.urlBytes", "distributions[0].cacheBehaviors[0]");
            assertThat(daemon.metrics())
                    .contains("config_last_reload_success 0.0", "config_version 1.0")
                    .contains("config_reloads_total{result=\"refused\"} 2.0");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=one");

            three.writeTo(directory, "one"); // rotation of what is in force goes on
            daemon.awaitLine("rotated ");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=three");

            daemon.reload(yaml(origin, mtls("one"), mtls("two")));
            assertThat(daemon.metrics())
                    .contains("config_last_reload_success 1.0", "config_version 2.0", "config_snapshot 3.0");
        }
    }

    @Test
    void aConfigurationWhoseCertificateComesLaterIsTakenOverWhenItCame() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            daemon.write(yaml(origin, mtls("later"), mtls("two")));
            daemon.awaitLine("refused ");

            three.writeTo(directory, "later");
            daemon.awaitLine("reloaded ");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=three");
        }
    }

    @Test
    void withoutWatchingAReloadTakesOverWhatChangedAndWatchingMayBegin() throws Exception {
        String off = "runtime: {watch: false, eventLoops: 1}";
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(
                        directory,
                        yaml(off, origin("a", origin.port(), mtls("one")), origin("b", origin.port(), mtls("two"))))) {
            three.writeTo(directory, "one");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=one");

            RawResponse answer = daemon.postReload();
            assertThat(answer.text()).contains("\"configurationVersion\" : 2,").contains("\"changes\" : [ ]");
            assertThat(daemon.awaitLine("rotated ")).contains(", version 2, ");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=three");

            daemon.reload(yaml(origin, mtls("one"), mtls("two")));
            two.writeTo(directory, "one");
            assertThat(daemon.awaitLine("rotated ")).contains(", version 3, ");
        }
    }

    @Test
    void whatTakesARestartIsSaid() throws Exception {
        String unwatched = "runtime: {watch: false}"; // else the change of the file may tell it a second time
        try (NginxOrigin origin = NginxOrigin.start(tls);
                LiveDaemon daemon = new LiveDaemon(
                        directory,
                        yaml(
                                unwatched,
                                origin("a", origin.port(), mtls("one")),
                                origin("b", origin.port(), mtls("two"))))) {
            daemon.reload(yaml(
                    "runtime: {watch: false, eventLoops: 7, transport: nio}\naccessLog: {path: other.log}",
                    origin("a", origin.port(), mtls("one")),
                    origin("b", origin.port(), mtls("two"))));

            assertThat(daemon.warnings.stream()
                            .map(warning -> warning.substring(0, warning.indexOf(' ')))
                            .collect(Collectors.toList()))
                    .containsExactly("accessLog", "runtime.eventLoops", "runtime.transport");
            assertThat(daemon.warnings).allMatch(warning -> warning.endsWith("after a restart"));
        }
    }

    @Test
    void anAddressThatCannotBeHadIsAProblemWithItsPlace() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(tls);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LiveDaemon daemon = new LiveDaemon(directory, yaml(origin, mtls("one"), mtls("two")))) {
            daemon.write(yaml(origin, mtls("one"), mtls("two"))
                    .replace(
                            "[{bind: \"127.0.0.1:0\"}]\nadmin",
                            "[{bind: \"127.0.0.1:0\"}, {bind: \"127.0.0.1:" + taken.getLocalPort() + "\"}]\nadmin"));
            RawResponse answer = daemon.postReload();

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.text())
                    .contains("\"path\" : \"listeners[1].bind\"", "\"line\" : 1,", "Address already in use")
                    .doesNotContain("use another port");
            assertThat(subjectSeen(daemon, "/")).isEqualTo("CN=one");
        }
    }

    @Test
    void theViewersCertificateIsReplaced() throws Exception {
        authority.server("v.example").writeTo(directory, "v1");
        authority.server("v.example").writeTo(directory, "v2");
        try (NginxOrigin origin = NginxOrigin.start(tls)) {
            String yaml = yaml(origin, mtls("one"), mtls("two"))
                    .replace(
                            "{bind: \"127.0.0.1:0\"}]\nadmin",
                            "{bind: \"127.0.0.1:0\"}, {bind: \"127.0.0.1:0\", tls:"
                                    + " {certificates: [{chain: v1.crt, key: v1.key}]}}]\nadmin");
            try (LiveDaemon daemon = new LiveDaemon(directory, yaml)) {
                int port = daemon.port(1);
                daemon.reload(yaml.replace("v1.", "v2."));

                assertThat(daemon.port(1)).isEqualTo(port);
                assertThat(daemon.awaitLine("reloaded ")).endsWith("; changed listener 127.0.0.1:0");
                authority.server("v.example").writeTo(directory, "v2");
                assertThat(daemon.awaitLine("rotated ")).contains("v2.crt for listener 127.0.0.1:0: ");
            }
        }
    }
}
