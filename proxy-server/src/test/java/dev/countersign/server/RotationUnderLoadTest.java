package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.Rotations.Seen;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Re-imports under constant load against a real nginx that trusts the old authority and the new one: what did it see? */
@Timeout(180)
final class RotationUnderLoadTest {
    private static final int VIEWERS = 16;
    private static final int REQUESTS_PER_CONNECTION = 200;

    private final TestAuthority former = TestAuthority.create("former CA");
    private final TestAuthority latter = TestAuthority.create("latter CA");
    private final CountDownLatch end = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private OriginTls tls = OriginTls.serving(Path.of("none"), Path.of("none"));

    @BeforeEach
    void writeFiles() throws IOException {
        former.writeTo(directory, "ca");
        Path bothClientCas = Files.writeString(directory.resolve("client-cas.pem"), former.pem() + latter.pem());
        CertificateFiles server = former.server("o.example").writeTo(directory, "o");
        tls = OriginTls.serving(server.chain(), server.key())
                .asking(Asking.REQUIRED, bothClientCas)
                .speaking("TLSv1.3");
    }

    private LiveDaemon daemon(int originPort) throws IOException {
        return LiveDaemon.forgetting(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                certificateStore: {directory: store, expiryWarning: 1h}
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
                          originMtlsConfig:
                            clientCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/cert-1"
                    defaultCacheBehavior: {targetOriginId: o}
                """.formatted(originPort));
    }

    @Test
    void noRequestFailsAndNoneCarriesTheOldIdentityOverPooledConnections() throws Exception {
        List<Seen> requests = rotateUnderLoad(NginxSettings.of(tls), 6);

        assertThat(requests.size()).isGreaterThan(VIEWERS * 10);
    }

    @Test
    void noRequestFailsAndNoneCarriesTheOldIdentityOverResumedSessions() throws Exception {
        List<Seen> requests = rotateUnderLoad(NginxSettings.of(tls).withoutKeepAlive(), 6);

        assertThat(requests).anyMatch(Seen::resumed);
    }

    /** Rotates once a second, and goes on long enough after the last rotation for its bound to have passed. */
    private List<Seen> rotateUnderLoad(NginxSettings settings, int rotations) throws Exception {
        Rotations history = new Rotations(directory.resolve("store"), former, latter);
        ExecutorService viewers = Executors.newFixedThreadPool(VIEWERS);
        try (NginxOrigin origin = NginxOrigin.start(settings);
                LiveDaemon daemon = daemon(origin.port())) {
            List<Future<List<Seen>>> underWay = new ArrayList<>();
            for (int i = 0; i < VIEWERS; i++) {
                underWay.add(viewers.submit(viewer(daemon.port())));
            }
            for (int i = 0; i < rotations; i++) {
                history.next();
                daemon.awaitLine("rotated ");
                pass(i == rotations - 1 ? 2_500 : 500);
            }
            end.countDown();
            List<Seen> requests = new ArrayList<>();
            for (Future<List<Seen>> viewer : underWay) {
                requests.addAll(viewer.get(60, TimeUnit.SECONDS));
            }
            assertThat(requests)
                    .allSatisfy(request -> assertThat(request.status()).isEqualTo(200));
            history.assertKept(requests);
            assertThat(daemon.warnings).isEmpty();
            assertThat(daemon.metrics())
                    .contains("tls_certificates_rotations_total{result=\"rotated\"} " + (double) rotations);
            return requests;
        } finally {
            viewers.shutdownNow();
        }
    }

    /** Time is what this test is about: load has to go on for so long. */
    private void pass(long millis) throws InterruptedException {
        assertThat(end.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    /** One request after the other until the end. */
    private Callable<List<Seen>> viewer(int port) {
        return () -> {
            List<Seen> requests = new ArrayList<>();
            while (end.getCount() > 0) {
                try (RawConnection connection = RawViewer.plain(port)) {
                    for (int i = 0; i < REQUESTS_PER_CONNECTION && end.getCount() > 0; i++) {
                        long started = System.currentTimeMillis();
                        connection.send("GET / HTTP/1.1\r\nHost: d.example\r\n\r\n");
                        requests.add(seen(started, connection.readResponse()));
                    }
                }
            }
            return requests;
        };
    }

    private static Seen seen(long started, RawResponse response) {
        return new Seen(
                started,
                response.status(),
                response.header("X-Seen-Reused").contains("r"),
                String.join("", response.header("X-Seen-Serial")));
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "CI", matches = "true", disabledReason = "half a minute of full load")
    void tenRotationsUnderWrkFailNoRequest() throws Exception {
        Path wrk = Peers.require("wrk");
        Path log = directory.resolve("seen.log");
        NginxSettings settings = NginxSettings.of(tls)
                .withLocations("location = /logged { access_log " + log + " seen; return 200 \"ok\"; }");
        Rotations history = new Rotations(directory.resolve("store"), former, latter);
        Path report = directory.resolve("wrk.txt");
        try (NginxOrigin origin = NginxOrigin.start(settings);
                LiveDaemon daemon = daemon(origin.port())) {
            Process load = new ProcessBuilder(
                            wrk.toString(), "-t2", "-c64", "-d30s", "http://127.0.0.1:" + daemon.port() + "/logged")
                    .redirectErrorStream(true)
                    .redirectOutput(report.toFile())
                    .start();
            try {
                for (int i = 0; i < 10; i++) {
                    pass(2_100);
                    history.next();
                    daemon.awaitLine("rotated ");
                }
                assertThat(load.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                load.destroyForcibly();
            }
            assertThat(load.exitValue()).isZero();
            assertThat(daemon.warnings).isEmpty();
        }
        assertThat(Files.readString(report))
                .contains("Requests/sec:")
                .doesNotContain("Socket errors")
                .doesNotContain("Non-2xx");
        List<Seen> requests;
        try (Stream<String> lines = Files.lines(log, StandardCharsets.US_ASCII)) {
            requests = lines.map(RotationUnderLoadTest::logged).toList();
        }
        assertThat(requests.stream().map(Seen::status).distinct()).containsExactly(200);
        history.assertKept(requests);
    }

    /** A line says when it was written, and how long the request took. */
    private static Seen logged(String line) {
        String[] fields = line.split(" ", -1);
        double seconds = Double.parseDouble(fields[0]) - Double.parseDouble(fields[1]);
        return new Seen(
                (long) (seconds * 1000), Integer.parseInt(fields[2]), fields[3].equals("r"), fields[4].intern());
    }
}
