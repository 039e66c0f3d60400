package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Two configurations in turn under constant load, in a process of its own: does a request fail, does anything stay behind? */
@Timeout(300)
final class ReloadUnderLoadTest {
    /** One keeps its certificate, the others change theirs with each reload: fifty times as many TLS contexts come and go. */
    private static final int ORIGINS = 20;

    private final TestAuthority authority = TestAuthority.create("CA");
    private final CountDownLatch never = new CountDownLatch(1);

    @TempDir
    private Path directory;

    private OriginTls tls = OriginTls.serving(Path.of("none"), Path.of("none"));
    private int reloads;

    @BeforeEach
    void writeFiles() {
        Path ca = authority.writeTo(directory, "ca");
        CertificateFiles server = authority.server("o.example").writeTo(directory, "o");
        tls = OriginTls.serving(server.chain(), server.key()).asking(Asking.REQUIRED, ca);
        for (String name : List.of("client-0", "client-1")) {
            authority.client(name).writeTo(directory, name);
        }
        for (String name : List.of("viewer-0", "viewer-1")) {
            authority.server("v.example").writeTo(directory, name);
        }
    }

    private Path write(NginxOrigin origin, int turn) throws IOException {
        StringBuilder origins = new StringBuilder();
        for (int i = 0; i < ORIGINS; i++) {
            String name = "client-" + (i == 0 ? 0 : turn);
            origins.append("""
                          - id: o%d
                            domainName: o.example
                            address: 127.0.0.1
                            customOriginConfig:
                              httpsPort: %d
                              originProtocolPolicy: https-only
                              trust: {caBundle: ca.pem}
                              originMtlsConfig: {clientCertificate: {chain: %s.crt, key: %s.key}}
                    """.formatted(i, origin.port(), name, name));
        }
        Path next = Files.writeString(directory.resolve("next.yaml"), """
                listeners:
                  - bind: 127.0.0.1:0
                  - {bind: "[::1]:0", tls: {certificates: [{chain: viewer-%d.crt, key: viewer-%d.key}]}}
                admin: {bind: "127.0.0.1:0"}
                accessLog: {path: /dev/null}
                certificateStore: {expiryWarning: 1h}
                runtime: {eventLoops: 1, watch: false}
                edge: {name: edge-%d}
                distributions:
                  - id: d
                    origins:
                %s
                    defaultCacheBehavior: {targetOriginId: o0}
                    cacheBehaviors: [{pathPattern: /b*, targetOriginId: o1}]
                """.formatted(turn, turn, turn, origins));
        return Files.move(
                next, directory.resolve("c.yaml"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aFewReloadsFailNoRequestAndLeaveNothingBehind() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(tls));
                ServerProcess server = start(origin)) {
            ServerProcess.Ports ports = server.awaitReady();
            underLoad(ports, origin, 3, 6);

            Footprint left = Footprint.of(server.pid());
            assertThat(left.count("core.snapshot.Snapshot")).isEqualTo(1);
            assertThat(left.count("core.tls.OriginTls")).isEqualTo(ORIGINS);
            assertThat(left.count("ViewerCertificates")).isEqualTo(1);
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "CI", matches = "true", disabledReason = "most of a minute of full load")
    void fiftyReloadsInThirtySecondsFailNoRequestAndLeaveMemoryAsItWas() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(tls));
                ServerProcess server = start(origin)) {
            ServerProcess.Ports ports = server.awaitReady();
            underLoad(ports, origin, 30, 50); // until everything is compiled, and every arena has its size
            Footprint before = Footprint.of(server.pid());
            underLoad(ports, origin, 30, 50);
            Footprint after = Footprint.of(server.pid());

            System.out.println("before " + before + ", after 50 reloads " + after);
            assertThat(after.count("core.snapshot.Snapshot")).isEqualTo(1);
            assertThat(after.count("core.tls.OriginTls")).isEqualTo(ORIGINS);
            assertThat(after.heapBytes()).isLessThan(withFivePercent(before.heapBytes()));
            assertThat(after.residentKiB()).isLessThan(withFivePercent(before.residentKiB()));
        }
    }

    /** Less is no harm: what was cached softly may have been let go. */
    private static long withFivePercent(long figure) {
        return figure + figure / 20;
    }

    /** A heap that is all touched from the start, code that is soon compiled: what the resident size gains is native. */
    private ServerProcess start(NginxOrigin origin) throws IOException {
        List<String> flags =
                List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        return ServerProcess.start(
                directory.resolve("out.txt"),
                flags,
                "run",
                "-c",
                write(origin, 0).toString());
    }

    private void underLoad(ServerProcess.Ports ports, NginxOrigin origin, int seconds, int wanted) throws Exception {
        Path kept = directory.resolve("kept.txt");
        Path changing = directory.resolve("changing.txt");
        List<Process> load = new ArrayList<>();
        try {
            load.add(wrk(ports.viewers(), "/", seconds, kept));
            load.add(wrk(ports.viewers(), "/b", seconds, changing));
            for (int i = 0; i < wanted; i++) {
                pass(seconds * 900L / wanted);
                reload(ports.admin(), origin);
            }
            for (Process each : load) {
                assertThat(each.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(each.exitValue()).isZero();
            }
        } finally {
            load.forEach(Process::destroyForcibly);
        }
        for (Path report : List.of(kept, changing)) {
            assertThat(Files.readString(report))
                    .contains("Requests/sec:")
                    .doesNotContain("Socket errors")
                    .doesNotContain("Non-2xx");
        }
        pass(1000); // until what was under way is over everywhere
    }

    private Process wrk(int port, String path, int seconds, Path report) throws IOException {
        return new ProcessBuilder(
                        Peers.require("wrk").toString(),
                        "-t1",
                        "-c32",
                        "-d" + seconds + "s",
                        "--timeout",
                        "30s", // a machine that is busy is no failed request
                        "http://127.0.0.1:" + port + path)
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
    }

    /** Time is what this test is about: load has to go on for so long. */
    private void pass(long millis) throws InterruptedException {
        assertThat(never.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private void reload(int admin, NginxOrigin origin) throws IOException {
        reloads++;
        write(origin, reloads % 2);
        try (RawConnection operator = RawViewer.plain(admin)) {
            operator.send("POST /reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            RawResponse answer = operator.readResponse();
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.text()).contains("\"configurationVersion\" : " + (reloads + 1) + ",");
        }
    }
}
