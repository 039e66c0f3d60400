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
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code customErrorResponses}: pages of the distribution's own instead of errors. */
final class ErrorPageTest {
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nX-From: app\r\n\r\ngone";
    private static final String PAGES = "{errorCode: 404, responsePagePath: /pages/404.html, responseCode: 404},"
            + " {errorCode: 403, responsePagePath: /pages/403.html, responseCode: 200},"
            + " {errorCode: 502, responsePagePath: /pages/502.html, responseCode: 503},"
            + " {errorCode: 503, responsePagePath: /pages/503.html, responseCode: 503},"
            + " {errorCode: 504, errorCachingMinTTL: 0}";

    @TempDir
    Path directory;

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    /** Distribution {@code d}: {@code /pages/*} from one origin, everything else from another. */
    private RunningProxy proxy(int app, int pages) {
        return proxy(app, pages, "");
    }

    private RunningProxy proxy(int app, int pages, String behavior) {
        return RunningProxy.start(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                runtime: {eventLoops: 1}
                distributions:
                  - id: d
                    customErrorResponses: [%s]
                    origins:
                      - {id: app, domainName: app.test, address: 127.0.0.1, connectionAttempts: 1,
                         customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                      - {id: pages, domainName: pages.test, address: 127.0.0.1, connectionAttempts: 1,
                         customHeaders: {X-Own: pages}, originPath: /static,
                         customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                    defaultCacheBehavior: {targetOriginId: app, allowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]%s}
                    cacheBehaviors: [{pathPattern: /pages/*, targetOriginId: pages}]
                """.formatted(PAGES, app, pages, behavior));
    }

    /** Serves pages on any number of connections, and remembers what it was asked. */
    private ScriptedOrigin pages(String response) {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                asked.add(connection.readHead());
                connection.send(response);
            }
        });
    }

    private String nextAsked() throws InterruptedException {
        String head = asked.poll(10, TimeUnit.SECONDS);
        assertThat(head).isNotNull();
        return String.valueOf(head);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: shop.test\r\nCookie: a=b\r\nAccept: text/html\r\n\r\n";
    }

    @Test
    void errorOfTheOriginIsReplacedByThePage() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND, ok("on the same connection"));
                ScriptedOrigin pages =
                        pages("HTTP/1.1 200 Fine\r\nContent-Type: text/x-page\r\nContent-Length: 8\r\n\r\nthe page");
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/missing?q=1"));
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(response.text()).isEqualTo("the page");
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
            assertThat(response.header("Via")).containsExactly("1.1 countersign");
            assertThat(response.header("X-Amz-Cf-Pop")).containsExactly("local");
            assertThat(response.header("X-From")).isEmpty();
            LogLine line = proxy.log().next();
            assertThat(response.header("X-Amz-Cf-Id")).containsExactly(line.get("request.id"));
            assertThat(line.get("url.path")).isEqualTo("/missing");
            assertThat(line.get("origin")).isEqualTo("app");
            assertThat(line.get("origin.http.status_code")).isEqualTo("404");
            assertThat(line.get("http.response.status_code")).isEqualTo("404");
            assertThat(line.get("http.response.header.content_type")).isEqualTo("text/x-page");
            assertThat(line.get("result_type")).isEqualTo("Error");
            assertThat(line.get("error.type")).isEmpty();
            assertThat(line.get("error.message")).isEmpty();
            assertThat(line.get("origin.attempts")).isEqualTo("1");

            viewer.send(get("/again"));
            assertThat(viewer.readResponse().text())
                    .as("both connections go on")
                    .isEqualTo("on the same connection");
        }
    }

    /** Nothing of the viewer's request goes along but the host it asked for. */
    @Test
    void pageIsAskedForThroughItsOwnBehavior() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND);
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/missing?q=1"));
            String id = viewer.readResponse().header("X-Amz-Cf-Id").get(0);
            assertThat(nextAsked().lines())
                    .containsExactly(
                            "GET /static/pages/404.html HTTP/1.1",
                            "Host: pages.test:" + pages.port(),
                            "X-Forwarded-For: 127.0.0.1",
                            "Via: 1.1 countersign",
                            "X-Amz-Cf-Id: " + id,
                            "Connection: Keep-Alive",
                            "X-Own: pages",
                            "");
        }
    }

    @Test
    void headGetsTheHeadOfThePage() throws Exception {
        String notFound = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\n";
        try (ScriptedOrigin app = answering(notFound, notFound);
                ScriptedOrigin pages = pages("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 404 Not Found\r\nContent-Length: 8\r\n");
            assertThat(nextAsked()).startsWith("HEAD /static/pages/404.html HTTP/1.1\r\n");
            viewer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 404 Not Found\r\n");
        }
    }

    @Test
    void http10ViewerGetsThePageUntilTheClose() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND);
                ScriptedOrigin pages =
                        pages("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n");
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(viewer.readToEnd()).asString().isEqualTo("page");
            assertThat(nextAsked()).startsWith("GET /static/pages/404.html HTTP/1.1\r\n");
        }
    }

    @Test
    void failureTowardsTheOriginIsReplacedAndStaysInTheLog() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.plain(RawConnection::readHead);
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
            assertThat(response.text()).isEqualTo("page");
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("503");
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginReadError");
            assertThat(line.get("origin")).isEqualTo("app");
            assertThat(line.get("origin.address")).endsWith(":" + app.port());
            assertThat(line.get("origin.http.status_code")).isEmpty();
            assertThat(proxy.meters().count("d/app failed origin_closed")).isEqualTo(1);
            assertThat(proxy.meters().count("d/pages exchange 200")).isEqualTo(1);
        }
    }

    @Test
    void refusalIsReplacedAndTheOriginNeverAsked() throws Exception {
        try (ScriptedOrigin app = answering();
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(response.text()).isEqualTo("page");
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
            assertThat(response.header("Connection")).as("its body is unread").containsExactly("close");
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("get_with_body");
            assertThat(app.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void restOfAnUploadIsNotTakenForThePage(int sentBefore) throws Exception {
        try (ScriptedOrigin refusing = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readExactly(sentBefore);
                    connection.send(NOT_FOUND);
                    connection.closed();
                });
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(refusing.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" + "x".repeat(sentBefore));
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text()).isEqualTo("page");
            assertThat(response.header("Connection")).containsExactly("close");
            assertThat(nextAsked())
                    .startsWith("GET /static/pages/404.html HTTP/1.1\r\n")
                    .doesNotContain("Content");
        }
    }

    /** CloudFront, "Generate custom error responses": where there is no page, the viewer learns what its origin said. */
    @ParameterizedTest
    @CsvSource({"404, gone", "500, broken", "302, moved"})
    void whatIsNoPageIsPassedOnAsWhatItIs(int status, String content) throws Exception {
        try (ScriptedOrigin app = answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
                ScriptedOrigin pages = pages("HTTP/1.1 " + status + " Own Words\r\nContent-Length: " + content.length()
                        + "\r\n\r\n" + content);
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 " + status + " Own Words\r\n");
            assertThat(response.text()).isEqualTo(content);
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo(String.valueOf(status));
            assertThat(line.get("origin.http.status_code")).isEqualTo("403");
            assertThat(asked).as("never a page for a page").hasSize(1);
        }
    }

    @Test
    void errorStaysWhatItIsWhereThePagesOriginIsGone() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND, NOT_FOUND);
                ScriptedOrigin pages = ScriptedOrigin.plain(RawConnection::readHead);
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.text())
                    .contains("<h1>404 Not Found</h1>", "The origin answered with an error.")
                    .doesNotContain("gone");
            assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("404");
            assertThat(line.get("origin.http.status_code")).isEqualTo("404");
            assertThat(line.get("error.message")).isEqualTo("the error page could not be fetched: origin_closed");
            assertThat(proxy.meters().count("d/app exchange 404")).isEqualTo(1);
            assertThat(proxy.meters().count("d/pages failed origin_closed")).isEqualTo(1);
            viewer.send(get("/"));
            assertThat(viewer.readResponse().status()).isEqualTo(404);
        }
    }

    @Test
    void firstFailureWinsWhereThePagesOriginIsGoneToo() throws Exception {
        try (ScriptedOrigin gone = ScriptedOrigin.plain(RawConnection::readHead);
                RunningProxy proxy = proxy(gone.port(), gone.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.status()).isEqualTo(502);
            assertThat(response.text()).contains("The origin could not be reached, or did not answer as expected.");
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("502");
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("error.message")).endsWith("; the error page could not be fetched: origin_closed");
        }
    }

    @Test
    void pageThatBreaksOffIsCut() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND);
                ScriptedOrigin pages = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                });
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 404 ");
            assertThat(viewer.readToEnd()).asString().isEqualTo("half");
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("404");
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
        }
    }

    @Test
    void viewerThatLeavesWhileThePageIsFetchedLeavesNothingBehind() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND);
                ScriptedOrigin pages = ScriptedOrigin.plain(connection -> {
                    asked.add(connection.readHead());
                    connection.closed();
                    asked.add("let go");
                });
                RunningProxy proxy = proxy(app.port(), pages.port())) {
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send(get("/"));
                nextAsked();
                viewer.reset();
            }
            assertThat(nextAsked()).isEqualTo("let go");
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("viewer_left");
            assertThat(line.get("http.response.status_code")).isEmpty();
            assertThat(line.get("origin.http.status_code")).isEqualTo("404");
        }
    }

    @ParameterizedTest
    @CsvSource({"504, 504", "404 , 404", "500, 500"})
    void statusesWithoutAPagePass(int status, int told) throws Exception {
        String type = status == 404 ? "application/grpc+proto" : "text/plain";
        try (ScriptedOrigin app = answering("HTTP/1.1 " + status + " Own Words\r\nContent-Length: 4\r\n\r\nbody");
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\nContent-Length: 0\r\n\r\n");
            RawResponse response = viewer.readResponse();
            assertThat(response.head()).startsWith("HTTP/1.1 " + told + " Own Words\r\n");
            assertThat(response.text()).isEqualTo("body");
            assertThat(pages.connections()).isZero();
        }
    }

    /** CloudFront: a 503 for want of capacity has no page of the distribution's. */
    @Test
    void busyOriginIsAnsweredWithTheFixedPage() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    asked.add("held");
                    connection.closed();
                });
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = RunningProxy.start(directory, """
                        listeners: [{bind: "127.0.0.1:0"}]
                        runtime: {eventLoops: 1}
                        limits: {originConnectionsPerOrigin: 1, waitingRequestsPerOrigin: 1}
                        distributions:
                          - id: d
                            customErrorResponses: [%s]
                            origins:
                              - {id: app, domainName: app.test, address: 127.0.0.1,
                                 customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                              - {id: pages, domainName: pages.test, address: 127.0.0.1,
                                 customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                            defaultCacheBehavior: {targetOriginId: app}
                            cacheBehaviors: [{pathPattern: /pages/*, targetOriginId: pages}]
                        """.formatted(PAGES, app.port(), pages.port()));
                RawConnection first = RawViewer.plain(proxy.port());
                RawConnection second = RawViewer.plain(proxy.port());
                RawConnection third = RawViewer.plain(proxy.port())) {
            first.send(get("/"));
            assertThat(nextAsked()).isEqualTo("held");
            second.send(get("/"));
            third.send(get("/"));
            RawResponse response = third.readResponse();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).contains("The service is busy.");
            assertThat(pages.connections()).isZero();
        }
    }

    @Test
    void requestsBehindAPageAreAnsweredInOrder() throws Exception {
        try (ScriptedOrigin app = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        String head = connection.readHead();
                        connection.send(head.startsWith("GET /missing") ? NOT_FOUND : ok("fine"));
                    }
                });
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/missing") + get("/here") + get("/missing"));
            assertThat(viewer.readResponse().text()).isEqualTo("page");
            assertThat(viewer.readResponse().text()).isEqualTo("fine");
            assertThat(viewer.readResponse().text()).isEqualTo("page");
        }
    }

    @Test
    void pageGetsTheHeadersOfTheBehaviorThatFailed() throws Exception {
        try (ScriptedOrigin app = answering(NOT_FOUND);
                ScriptedOrigin pages = pages(ok("page"));
                RunningProxy proxy = proxy(app.port(), pages.port(), ", responseHeadersPolicy: SecurityHeadersPolicy");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(get("/"));
            RawResponse response = viewer.readResponse();
            assertThat(response.text()).isEqualTo("page");
            assertThat(response.header("X-Frame-Options")).containsExactly("SAMEORIGIN");
        }
    }
}
