package dev.countersign.server.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.BindAddress;
import dev.countersign.config.Position;
import dev.countersign.config.Problem;
import dev.countersign.server.reload.ReloadResult;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    private final Queue<CompletionStage<ReloadResult>> reloads = new ConcurrentLinkedQueue<>();
    private AdminServer admin;

    private AdminServer.Pages pages() {
        return new AdminServer.Pages(readiness::get, () -> "answer 42\n", reloads::remove);
    }

    @BeforeEach
    void start() throws IOException {
        admin = AdminServer.start(new BindAddress("127.0.0.1", 0), pages());
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
    void aReloadThatIsTakenSaysWhatIsInForce() throws IOException {
        reloads.add(CompletableFuture.completedFuture(
                new ReloadResult.Taken(4, 9, List.of("a \u001b[31mwarning"), List.of("added origin d/o"))));

        assertThat(post(""))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("Content-Type: application/json\r\n")
                .containsIgnoringCase("Cache-Control: no-store\r\n")
                .contains(
                        "\"configurationVersion\" : 4,", "\"snapshot\" : 9,", "\"changes\" : [ \"added origin d/o\" ]")
                .contains("\"warnings\" : [ \"a \\u001B[31mwarning\" ]");
    }

    @Test
    void aReloadThatIsRefusedSaysEveryProblemAndItsPlace() throws IOException {
        reloads.add(CompletableFuture.completedFuture(new ReloadResult.Refused(List.of(
                new Problem(new Position("c.yaml", 3, 5, "edge.nmae"), "unknown"),
                new Problem(new Position("c.yaml", 4, 1, ""), "wrong")))));

        assertThat(post(""))
                .startsWith("HTTP/1.1 422 ")
                .contains("\"file\" : \"c.yaml\",", "\"line\" : 3,", "\"column\" : 5,", "\"path\" : \"edge.nmae\",")
                .contains("\"message\" : \"unknown\"", "\"message\" : \"wrong\"");
    }

    @Test
    void aReloadThatCannotBeHadNowIsSaidToBeSo() throws IOException {
        reloads.add(CompletableFuture.failedFuture(new RejectedExecutionException()));

        assertThat(post("")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void otherPagesAreAnsweredWhileAReloadRuns() throws Exception {
        CompletableFuture<ReloadResult> running = new CompletableFuture<>();
        for (int i = 0; i < 4; i++) {
            reloads.add(running);
        }
        ExecutorService operators = Executors.newFixedThreadPool(4);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(operators.submit(() -> post("")));
            }
            assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");

            running.complete(new ReloadResult.Taken(2, 2, List.of(), List.of()));
            for (Future<String> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            operators.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
    void reloadingTakesAPost(String method) throws IOException {
        assertThat(ask(method + " /reload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("Allow: POST\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost:1",
                "Origin: https://localhost",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: same-origin\r\nOrigin: http://evil.example"
            })
    void aPageOfAnotherOriginReloadsNothing(String fields) throws IOException {
        assertThat(post(fields + "\r\n")).startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://localhost", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"})
    void aPageOfThisOriginMayReload(String field) throws IOException {
        reloads.add(CompletableFuture.completedFuture(new ReloadResult.Taken(2, 2, List.of(), List.of())));

        assertThat(post(field + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aPageWhoseNameWasReboundToThisAddressReloadsNothing() throws IOException {
        String host = "evil.example";
        assertThat(ask("POST /reload HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    private String post(String fields) throws IOException {
        return ask("POST /reload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + fields
                + "Connection: close\r\n\r\n");
    }

    @Test
    void anAddressThatCannotBeBoundIsNamed() {
        BindAddress taken = new BindAddress("127.0.0.1", admin.address().getPort());
        assertThatThrownBy(() -> AdminServer.start(taken, pages()))
                .isInstanceOf(IOException.class)
                .hasMessage("admin " + taken + ": Address already in use");
        assertThatThrownBy(() -> AdminServer.start(new BindAddress("no-such.invalid", 0), pages()))
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
