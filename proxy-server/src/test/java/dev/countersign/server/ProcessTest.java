package dev.countersign.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.dns.DnsQuery;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process from outside: started, spoken to and ended as an operator would. */
@Timeout(120)
final class ProcessTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch answer = new CountDownLatch(1);

    @TempDir
    private Path directory;

    @Test
    void aServerRunsUntilItIsTerminatedAndThenEndsWithZero() throws Exception {
        answer.countDown();
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), "accessLog: {path: access.log}\n")) {
            ServerProcess.Ports ports = server.awaitReady();
            assertThat(get(ports.admin(), "/readyz")).startsWith("HTTP/1.1 200 ");
            assertThat(get(ports.viewers(), "/x")).startsWith("HTTP/1.1 200 ").endsWith("ok");
            assertThat(get(ports.admin(), "/metrics"))
                    .contains("http_server_request_duration_seconds_count{status=\"2xx\"} 1")
                    .contains("jvm_memory_used_bytes");
            server.terminate();

            assertThat(server.exitCode()).isZero();
        }
        assertThat(Files.readAllLines(directory.resolve("access.log")))
                .singleElement()
                .asString()
                .contains("\"event\":\"exchange\"")
                .contains("\"http.response.status_code\":200");
        assertThat(directory.resolve("stdout")).isEmptyFile();
    }

    @Test
    void theAccessLogGoesToStandardOutputUnlessToldOtherwise() throws Exception {
        answer.countDown();
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), "")) {
            get(server.awaitReady().viewers(), "/x");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(Files.readAllLines(directory.resolve("stdout")))
                .singleElement()
                .asString()
                .startsWith("{\"event\":\"exchange\"");
    }

    @Test
    void anExchangeUnderWayIsFinishedBeforeTheEnd() throws Exception {
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), "accessLog: {path: access.log}\n")) {
            ServerProcess.Ports ports = server.awaitReady();
            try (RawConnection viewer = RawViewer.plain(ports.viewers())) {
                viewer.send(GET);
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                server.terminate();
                server.awaitLine("draining");
                assertThat(get(ports.admin(), "/readyz"))
                        .startsWith("HTTP/1.1 503 ")
                        .endsWith("draining\n");
                answer.countDown();
                assertThat(new String(viewer.readToEnd(), UTF_8))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("ok");
            }
            assertThat(server.exitCode()).isZero();
        }
        assertThat(Files.readString(directory.resolve("access.log"))).contains("\"http.response.status_code\":200");
    }

    @Test
    void anExchangeThatOutlastsTheDrainTimeoutIsCutAndLogged() throws Exception {
        try (ScriptedOrigin origin = origin();
                ServerProcess server =
                        start(origin.port(), "accessLog: {path: access.log}\nruntime: {drainTimeout: 200ms}\n")) {
            ServerProcess.Ports ports = server.awaitReady();
            try (RawConnection viewer = RawViewer.plain(ports.viewers())) {
                viewer.send(GET);
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                server.terminate();
                server.awaitLine("drainTimeout passed");
                assertThat(server.exitCode()).isZero();
            }
            answer.countDown();
        }
        assertThat(Files.readAllLines(directory.resolve("access.log"))).hasSize(1);
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), "")) {
            try (RawConnection viewer = RawViewer.plain(server.awaitReady().viewers())) {
                viewer.send(GET);
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                server.terminate();
                server.awaitLine("draining");
                server.terminate();
                assertThat(server.exitCode()).isEqualTo(1);
            }
            answer.countDown();
        }
    }

    @Test
    void hangingUpReloadsAndABadFileIsTold() throws Exception {
        String unwatched = "runtime: {watch: false}\n";
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), unwatched)) {
            server.awaitReady();
            Path config = directory.resolve("countersign.yaml");
            String good = Files.readString(config);

            Files.writeString(config, good + "edge: {name: other}\n");
            server.hangUp();
            assertThat(server.awaitLine("reloaded ")).endsWith(": configuration 2, snapshot 2; changed edge");

            Files.writeString(config, good + "edge: {nmae: other}\n");
            server.hangUp();
            assertThat(server.awaitLine("refused ")).endsWith(", configuration 2 stays in force: 1 problem");
            assertThat(server.awaitLine("edge.nmae")).contains(config + ":");

            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    /** The access log is a pipe that nobody reads yet: the process waits there, its configuration read. */
    @Test
    void hangingUpWhileItStartsIsNotForgotten() throws Exception {
        Path pipe = directory.resolve("log.pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (ScriptedOrigin origin = origin();
                ServerProcess server = start(origin.port(), "runtime: {watch: false}\naccessLog: {path: log.pipe}\n")) {
            try (InputStream log = Files.newInputStream(pipe)) {
                Path config = directory.resolve("countersign.yaml");
                Files.writeString(config, Files.readString(config) + "edge: {name: other}\n");
                server.hangUp();
                assertThat(server.awaitLine("reloaded ")).endsWith(": configuration 2, snapshot 2; changed edge");
                server.terminate();
                assertThat(server.exitCode()).isZero();
                assertThat(log.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void anAddressInUseIsSaidAndEndsWithOne() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerProcess server = start(1, "", "127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.awaitLine("ERROR"))
                    .contains("cannot start")
                    .contains(Integer.toString(taken.getLocalPort()));
            assertThat(server.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aRotationAndARefusalAreInTheLog() throws Exception {
        TestAuthority authority = TestAuthority.create("CA");
        authority.writeTo(directory, "ca");
        authority.client("before").writeTo(directory, "a");
        Path config = Files.writeString(directory.resolve("countersign.yaml"), """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                distributions:
                  - id: d
                    origins:
                      - id: o
                        domainName: o.example
                        customOriginConfig:
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}
                    defaultCacheBehavior: {targetOriginId: o}
                """);
        try (ServerProcess server = ServerProcess.start(directory.resolve("stdout"), "run", "-c", config.toString())) {
            server.awaitReady();
            TestCertificate after = authority.client("after");
            after.writeTo(directory, "a");
            assertThat(server.awaitLine(" rotated ")).contains(" INFO ").contains("version 2");
            Files.writeString(directory.resolve("a.crt"), "");
            assertThat(server.awaitLine(" refused ")).contains(" WARN ").contains("version 2");
            server.terminate();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void originsAreLookedUpAtTheConfiguredNameServers() throws Exception {
        answer.countDown();
        try (NameServer dns = NameServer.start().has("origin.test", 600, "127.0.0.2", "127.0.0.1");
                ScriptedOrigin origin = origin()) {
            Path config = Files.writeString(
                    directory.resolve("countersign.yaml"), """
                    listeners: [{bind: "127.0.0.1:0"}]
                    admin: {bind: "127.0.0.1:0"}
                    accessLog: {path: access.log}
                    runtime: {nameservers: ["%s"]}
                    distributions:
                      - id: d
                        origins:
                          - id: o
                            domainName: origin.test
                            customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}
                        defaultCacheBehavior: {targetOriginId: o}
                    """.formatted(dns.address(), origin.port()));
            try (ServerProcess server =
                    ServerProcess.start(directory.resolve("stdout"), "run", "-c", config.toString())) {
                assertThat(get(server.awaitReady().viewers(), "/x"))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("ok");
                server.terminate();
                assertThat(server.exitCode()).isZero();
            }
            assertThat(dns.queries()).extracting(DnsQuery::name).containsExactly("origin.test");
            assertThat(Files.readString(directory.resolve("access.log")))
                    .contains("\"origin.address\":\"127.0.0.1:" + origin.port() + '"')
                    .contains("\"origin.dns_ms\":");
        }
    }

    @Test
    void theDemoEndsWithZeroWhenAllIsAsExpected() throws Exception {
        try (ServerProcess demo = ServerProcess.start(directory.resolve("stdout"), "demo", "--once")) {
            assertThat(demo.exitCode()).isZero();
        }
        assertThat(Files.readString(directory.resolve("stdout"))).endsWith("All four as expected.\n");
    }

    private ScriptedOrigin origin() {
        return ScriptedOrigin.plain(connection -> {
            connection.readHead();
            asked.countDown();
            try {
                assertThat(answer.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            connection.send(ANSWER);
        });
    }

    private ServerProcess start(int originPort, String more) throws IOException {
        return start(originPort, more, "127.0.0.1:0");
    }

    private ServerProcess start(int originPort, String more, String bind) throws IOException {
        Path config = Files.writeString(directory.resolve("countersign.yaml"), """
                listeners: [{bind: "%s"}]
                admin: {bind: "127.0.0.1:0"}
                distributions:
                  - id: d
                    origins:
                      - id: o
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}
                    defaultCacheBehavior: {targetOriginId: o}
                """.formatted(bind, originPort) + more);
        return ServerProcess.start(directory.resolve("stdout"), "run", "-c", config.toString());
    }

    private static String get(int port, String path) throws IOException {
        try (RawConnection peer = RawViewer.plain(port)) {
            peer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return new String(peer.readToEnd(), UTF_8);
        }
    }
}
