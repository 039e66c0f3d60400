package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
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

/** {@code defaultRootObject}: what is asked for where a viewer asks for {@code /}. */
final class RootObjectTest {
    @TempDir
    Path directory;

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private ScriptedOrigin origin(String name) {
        return ScriptedOrigin.plain(connection -> {
            while (true) {
                asked.add(name + " " + connection.readHead().lines().findFirst().orElse(""));
                connection.send(ok(""));
            }
        });
    }

    /** {@code *.html} and {@code /} go to origins of their own, everything else to a third. */
    private RunningProxy proxy(String root, String selection, int html, int slash, int rest) {
        return RunningProxy.start(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                runtime: {eventLoops: 1}
                distributions:
                  - id: d
                    defaultRootObject: "%s"
                    origins:
                      - {id: html, domainName: o.test, address: 127.0.0.1, originPath: /site,
                         customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                      - {id: slash, domainName: o.test, address: 127.0.0.1,
                         customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                      - {id: rest, domainName: o.test, address: 127.0.0.1,
                         customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}}
                    defaultCacheBehavior: {targetOriginId: rest}
                    cacheBehaviors:
                      - {pathPattern: "*.html", targetOriginId: html%s}
                      - {pathPattern: /, targetOriginId: slash}
                """.formatted(root, html, slash, rest, selection));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, html GET /site/a/index%20x.html HTTP/1.1",
        "GET, /?a=b&c, html GET /site/a/index%20x.html?a=b&c HTTP/1.1",
        "GET, /?, html GET /site/a/index%20x.html? HTTP/1.1",
        "HEAD, /, html HEAD /site/a/index%20x.html HTTP/1.1",
        "POST, /, html POST /site/a/index%20x.html HTTP/1.1",
        "GET, http://shop.test, html GET /site/a/index%20x.html HTTP/1.1",
        "GET, http://shop.test?q, html GET /site/a/index%20x.html?q HTTP/1.1",
        "GET, http://shop.test/, html GET /site/a/index%20x.html HTTP/1.1",
        "GET, //, slash GET // HTTP/1.1",
        "GET, /., slash GET /. HTTP/1.1",
        "GET, /sub/, rest GET /sub/ HTTP/1.1",
        "GET, /x.html, html GET /site/x.html HTTP/1.1",
        "OPTIONS, *, rest OPTIONS * HTTP/1.1",
    })
    void rootIsServedAsTheObjectThroughTheObjectsBehavior(String method, String target, String line) throws Exception {
        try (ScriptedOrigin html = origin("html");
                ScriptedOrigin slash = origin("slash");
                ScriptedOrigin rest = origin("rest");
                RunningProxy proxy = proxy("a/index%20x.html", "", html.port(), slash.port(), rest.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " " + target + " HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 0\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(line);
            LogLine logged = proxy.log().next();
            if (target.startsWith("/")) {
                assertThat(logged.get("url.path"))
                        .as("what the viewer asked for")
                        .isEqualTo(target.replaceAll("\\?.*", ""));
            }
            assertThat(line).startsWith(logged.get("origin"));
        }
    }

    @Test
    void queryIsWhatThePolicyLeavesOfIt() throws Exception {
        String selection = ", originRequestPolicy: {headers: none, cookies: none,"
                + " queryStrings: {behavior: whitelist, items: [b]}}";
        try (ScriptedOrigin html = origin("html");
                RunningProxy proxy = proxy("i.html", selection, html.port(), 1, 1);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET /?a=1&b=2 HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("html GET /site/i.html?b=2 HTTP/1.1");
        }
    }

    @Test
    void withoutOneTheRootIsThePathItself() throws Exception {
        try (ScriptedOrigin slash = origin("slash");
                RunningProxy proxy = proxy("", "", 1, slash.port(), 1);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("slash GET / HTTP/1.1");
        }
    }

    /** The next request on the connection is for what it says itself. */
    @Test
    void nextRequestIsNotTheRootAnyMore() throws Exception {
        try (ScriptedOrigin html = origin("html");
                ScriptedOrigin rest = origin("rest");
                RunningProxy proxy = proxy("i.html", "", html.port(), 1, rest.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
            viewer.readResponse();
            viewer.readResponse();
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("html GET /site/i.html HTTP/1.1");
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo("rest GET /x HTTP/1.1");
        }
    }
}
