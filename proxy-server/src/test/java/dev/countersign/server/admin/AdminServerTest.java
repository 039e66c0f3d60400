package dev.countersign.server.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.BindAddress;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class AdminServerTest {
    private final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.STARTING);
    private AdminServer admin;

    @BeforeEach
    void start() throws IOException {
        admin = AdminServer.start(new BindAddress("127.0.0.1", 0), readiness::get, () -> "answer 42\n");
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void readinessIsWhatTheDaemonSays() throws IOException {
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\nstarting\n");
        readiness.set(Readiness.READY);
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nready\n");
        readiness.set(Readiness.DRAINING);
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\ndraining\n");
    }

    @Test
    void aLivingProcessIsHealthyWhateverItsReadiness() throws IOException {
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nalive\n");
    }

    @Test
    void metricsArePrometheusText() throws IOException {
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .endsWith("\r\n\r\nanswer 42\n");
    }

    @Test
    void answersAreNotToBeStoredSniffedOrFramed() throws IOException {
        assertThat(get("/healthz"))
                .containsIgnoringCase("Cache-Control: no-store\r\n")
                .containsIgnoringCase("X-Content-Type-Options: nosniff\r\n")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n")
                .doesNotContainIgnoringCase("Access-Control-Allow");
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        assertThat(ask("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-Length: 6\r\n")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void nothingIsChanged(String method) throws IOException {
        assertThat(ask(method + " /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: GET, HEAD\r\n")
                .doesNotContain("answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/metricsx", "//metrics", "/status"})
    void otherPathsAreNotThere(String path) throws IOException {
        assertThat(get(path)).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:9901", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:9901"})
    void thisAddressIsMeant(String host) throws IOException {
        assertThat(withHost(host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9901",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "[::1",
                ""
            })
    void aPageWhoseNameWasReboundToThisAddressGetsNothing(String host) throws IOException {
        assertThat(withHost(host)).startsWith("HTTP/1.1 403 ").doesNotContain("answer");
    }

    @Test
    void anAddressThatCannotBeBoundIsNamed() {
        BindAddress taken = new BindAddress("127.0.0.1", admin.address().getPort());
        assertThatThrownBy(() -> AdminServer.start(taken, readiness::get, () -> ""))
                .isInstanceOf(IOException.class)
                .hasMessage("admin " + taken + ": Address already in use");
        assertThatThrownBy(() -> AdminServer.start(new BindAddress("no-such.invalid", 0), readiness::get, () -> ""))
                .isInstanceOf(IOException.class)
                .hasMessage("admin no-such.invalid:0: unknown host");
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    }

    private String withHost(String host) throws IOException {
        return ask("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private String ask(String request) throws IOException {
        try (Socket socket =
                new Socket(admin.address().getAddress(), admin.address().getPort())) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}
