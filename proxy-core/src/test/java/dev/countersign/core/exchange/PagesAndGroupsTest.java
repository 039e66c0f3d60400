package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answering;
import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error pages where origins have groups, times and viewers that do not fit the simple case. */
final class PagesAndGroupsTest {
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String ALL_METHODS = "[GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]";

    @TempDir
    Path directory;

    /** Group {@code ha} of {@code a} and {@code b}, pages from group {@code hp} of {@code p} and {@code q}. */
    private final class Setup {
        private String limits = "";
        private String origins = "";
        private String keysOfA = "";

        Setup with(String id, ScriptedOrigin origin) {
            String keys = id.equals("a") ? keysOfA : "";
            origins += """
                          - {id: %s, domainName: %s.test, address: 127.0.0.1, connectionAttempts: 1%s,
                             customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only%s}}
                    """.formatted(id, id, keys, origin.port(), keys.isEmpty() ? "" : ", originReadTimeout: 1");
            return this;
        }

        Setup limits(String members) {
            limits = "limits: {" + members + "}";
            return this;
        }

        Setup ofA(String members) {
            keysOfA = ", " + members;
            return this;
        }

        RunningProxy start() {
            return RunningProxy.start(directory, """
                    listeners: [{bind: "127.0.0.1:0"}]
                    runtime: {eventLoops: 1}
                    %s
                    distributions:
                      - id: d
                        customErrorResponses:
                          - {errorCode: 400, responsePagePath: /pages/400, responseCode: 400}
                          - {errorCode: 403, responsePagePath: /pages/403, responseCode: 200}
                          - {errorCode: 404, responsePagePath: /pages/404, responseCode: 404}
                          - {errorCode: 502, responsePagePath: /pages/502, responseCode: 502}
                          - {errorCode: 504, responsePagePath: /pages/504, responseCode: 504}
                        origins:
                    %s
                        originGroups:
                          - {id: ha, members: [a, b], failoverCriteria: [404, 502, 504]}
                          - {id: hp, members: [p, q], failoverCriteria: [404, 502]}
                        defaultCacheBehavior: {targetOriginId: ha}
                        cacheBehaviors:
                          - {pathPattern: /only/*, targetOriginId: a, allowedMethods: %s}
                          - {pathPattern: /pages/*, targetOriginId: hp}
                    """.formatted(limits, origins.indent(4), ALL_METHODS));
        }
    }

    private static ScriptedOrigin always(String response) {
        return ScriptedOrigin.plain(connection -> answerAlways(connection, response));
    }

    private static void answerAlways(RawConnection connection, String response) throws IOException {
        while (true) {
            connection.readHead();
            connection.send(response);
        }
    }

    private static ScriptedOrigin hangingUp() {
        return ScriptedOrigin.plain(RawConnection::readHead);
    }

    private static RawResponse get(RunningProxy proxy, String path) throws IOException {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            return viewer.readResponse();
        }
    }

    /** The second viewer's time began later and is over: so is the first one's, whose page is not complete yet. */
    @ParameterizedTest
    @ValueSource(strings = {"/only/missing", "/only/hang-up"})
    void timeOfTheOriginThatFailedIsNotThePages(String path) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch half = new CountDownLatch(1);
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    String head = connection.readHead();
                    if (head.startsWith("GET /only/missing")) {
                        connection.send(NOT_FOUND);
                        head = connection.readHead();
                    }
                    if (head.startsWith("GET /only/silent")) {
                        connection.closed();
                    }
                });
                ScriptedOrigin p = ScriptedOrigin.plain(connection -> {
                    String head = connection.readHead();
                    if (head.startsWith("GET /pages/504")) {
                        connection.send(ok("late"));
                        return;
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
                    half.countDown();
                    await(over);
                    connection.send("page");
                });
                RunningProxy proxy = new Setup()
                        .ofA("responseCompletionTimeout: 1s")
                        .with("a", a)
                        .with("b", a)
                        .with("p", p)
                        .with("q", p)
                        .start();
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
            await(half);
            assertThat(get(proxy, "/only/silent").status()).isEqualTo(504);
            over.countDown();
            assertThat(viewer.readResponse().text()).isEqualTo("halfpage");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void statusOfBothMembersBringsThePageOnce() throws Exception {
        try (ScriptedOrigin a = always(NOT_FOUND);
                ScriptedOrigin b = always(NOT_FOUND);
                ScriptedOrigin p = always(ok("page"));
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", b)
                        .with("p", p)
                        .with("q", p)
                        .start();
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 1; i <= 3; i++) {
                viewer.send(GET);
                RawResponse response = viewer.readResponse();
                assertThat(response.status()).isEqualTo(404);
                assertThat(response.text()).isEqualTo("page");
                LogLine line = proxy.log().next();
                assertThat(line.get("origin")).isEqualTo("b");
                assertThat(line.get("origin.address")).endsWith(":" + b.port());
                assertThat(line.get("origin.http.status_code")).isEqualTo("404");
                assertThat(line.get("failover.reason")).isEqualTo("status_404");
                assertThat(line.get("origin.attempts")).isEqualTo("2");
                assertThat(line.text())
                        .contains("\"origin.history\":[{\"origin\":\"a\",\"outcome\":\"not_tls\",\"status\":404},"
                                + "{\"origin\":\"b\",\"outcome\":\"not_tls\",\"status\":404}]");
                for (String origin : new String[] {"d/a exchange 404", "d/b exchange 404", "d/p exchange 200"}) {
                    assertThat(proxy.meters().count(origin)).as(origin).isEqualTo(i);
                }
            }
            assertThat(a.connections() + b.connections() + p.connections())
                    .as("kept")
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void failureOfBothMembersBringsThePageOfTheLast(boolean firstHangsUp, boolean secondHangsUp) throws Exception {
        try (ScriptedOrigin a = firstHangsUp ? hangingUp() : always(NOT_FOUND);
                ScriptedOrigin b = secondHangsUp ? hangingUp() : always(NOT_FOUND);
                ScriptedOrigin p = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        connection.send(ok(connection.readHead().substring(11, 14)));
                    }
                });
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", b)
                        .with("p", p)
                        .with("q", p)
                        .start()) {
            RawResponse response = get(proxy, "/");
            String told = secondHangsUp ? "502" : "404";
            assertThat(response.text()).isEqualTo(told);
            assertThat(response.status()).isEqualTo(Integer.parseInt(told));
            LogLine line = proxy.log().next();
            assertThat(line.get("origin")).isEqualTo("b");
            assertThat(line.get("error.type")).isEqualTo(secondHangsUp ? "origin_closed" : "");
            assertThat(line.get("error.message").isEmpty()).isEqualTo(!secondHangsUp);
            assertThat(line.get("origin.http.status_code")).isEqualTo(secondHangsUp ? "" : "404");
            assertThat(line.get("failover.reason")).isEqualTo(firstHangsUp ? "origin_closed" : "status_404");
            assertThat(line.get("http.response.status_code")).isEqualTo(told);
        }
    }

    /** The page's request is one like any other, and its behavior has a group. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pageComesFromTheSecondMemberWhereItsPrimaryFails(boolean hangsUp) throws Exception {
        try (ScriptedOrigin a = always(NOT_FOUND);
                ScriptedOrigin p = hangsUp ? hangingUp() : always(NOT_FOUND);
                ScriptedOrigin q = always(ok("page of the second"));
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", a)
                        .with("p", p)
                        .with("q", q)
                        .start();
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 1; i <= 2; i++) {
                viewer.send("GET /only/x HTTP/1.1\r\nHost: a\r\n\r\n");
                RawResponse response = viewer.readResponse();
                assertThat(response.status()).isEqualTo(404);
                assertThat(response.text()).isEqualTo("page of the second");
                LogLine line = proxy.log().next();
                assertThat(line.get("origin")).isEqualTo("a");
                assertThat(line.get("failover.reason")).isEmpty();
                assertThat(line.get("error.message")).isEmpty();
                assertThat(proxy.meters().count("d/a exchange 404")).isEqualTo(i);
                assertThat(proxy.meters().count(hangsUp ? "d/p failed origin_closed" : "d/p exchange 404"))
                        .isEqualTo(i);
                assertThat(proxy.meters().count("d/q exchange 200")).isEqualTo(i);
            }
        }
    }

    @Test
    void errorKeepsItsStatusWhereBothMembersHaveNoPage() throws Exception {
        try (ScriptedOrigin a = always(NOT_FOUND);
                ScriptedOrigin p = hangingUp();
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", a)
                        .with("p", p)
                        .with("q", p)
                        .start()) {
            RawResponse response = get(proxy, "/only/x");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).contains("<h1>404 Not Found</h1>");
            assertThat(proxy.log().next().get("error.message"))
                    .isEqualTo("the error page could not be fetched: origin_closed");
            assertThat(p.connections()).isEqualTo(2);
        }
    }

    /** A 2xx in answer to CONNECT would say that a tunnel begins. */
    @Test
    void connectIsNeverAnsweredWithAPage() throws Exception {
        try (ScriptedOrigin a = always(ok("app"));
                ScriptedOrigin p = always(ok("page"));
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", a)
                        .with("p", p)
                        .with("q", p)
                        .start();
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(403);
            assertThat(p.connections()).isZero();
        }
    }

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    /** The one connection that there may be is a WebSocket, whose time is its own. */
    @Test
    void timeThatRunsOutInTheQueueBringsThePage() throws Exception {
        try (ScriptedOrigin a = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(head(
                            "HTTP/1.1 101 Switching Protocols",
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
                    connection.send(connection.readExactly(4));
                    connection.closed();
                });
                ScriptedOrigin p = always(ok("page"));
                RunningProxy proxy = new Setup()
                        .limits("originConnectionsPerOrigin: 1, waitingRequestsPerOrigin: 5")
                        .ofA("responseCompletionTimeout: 1s, connectionTimeout: 10s")
                        .with("a", a)
                        .with("b", p)
                        .with("p", p)
                        .with("q", p)
                        .start();
                RawConnection first = RawViewer.plain(proxy.port());
                RawConnection second = RawViewer.plain(proxy.port())) {
            first.send(head(
                    "GET /only/socket HTTP/1.1",
                    "Host: a",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
            assertThat(first.readHead()).startsWith("HTTP/1.1 101 ");
            second.send("GET /only/y HTTP/1.1\r\nHost: a\r\n\r\n");
            RawResponse response = second.readResponse();
            assertThat(response.status()).isEqualTo(504);
            assertThat(response.text()).isEqualTo("page");
            assertThat(proxy.meters().count("d/a waiting")).isZero();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_completion_timeout");
            first.send("ping");
            assertThat(first.readExactly(4)).asString().isEqualTo("ping");
        }
    }

    @Test
    void viewerThatWaitsToSendItsBodyGetsThePageInstead() throws Exception {
        try (ScriptedOrigin a = answering(NOT_FOUND);
                ScriptedOrigin p = always(ok("page"));
                RunningProxy proxy = new Setup()
                        .with("a", a)
                        .with("b", a)
                        .with("p", p)
                        .with("q", p)
                        .start();
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST /only/x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            RawResponse response = viewer.readResponse();
            if (response.status() == 100) {
                response = viewer.readResponse();
            }
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).isEqualTo("page");
            assertThat(response.header("Connection")).containsExactly("close");
            viewer.send("hello" + GET);
            assertThat(viewer.closed()).isTrue();
        }
    }

    /** The host stands in the target alone. */
    @Test
    void absoluteTargetOfHttp10TellsThePagesOriginItsHost() throws Exception {
        CountDownLatch named = new CountDownLatch(1);
        try (ScriptedOrigin a = always(NOT_FOUND);
                ScriptedOrigin p = ScriptedOrigin.plain(connection -> {
                    if (connection.readHead().contains("\r\nHost: shop.test\r\n")) {
                        named.countDown();
                    }
                    connection.send(ok("page"));
                });
                RunningProxy proxy = RunningProxy.start(directory, """
                        listeners: [{bind: "127.0.0.1:0"}]
                        distributions:
                          - id: d
                            aliases: [shop.test]
                            customErrorResponses: [{errorCode: 404, responsePagePath: /pages/404, responseCode: 404}]
                            origins:
                              - {id: a, domainName: a.test, address: 127.0.0.1,
                                 customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                              - {id: p, domainName: p.test, address: 127.0.0.1,
                                 customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                            defaultCacheBehavior: {targetOriginId: a}
                            cacheBehaviors:
                              - {pathPattern: /pages/*, targetOriginId: p, originRequestPolicy: AllViewer}
                        """.formatted(a.port(), p.port()));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET http://shop.test/x HTTP/1.0\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 404 ");
            await(named);
        }
    }
}
