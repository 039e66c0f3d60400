package dev.countersign.core.websocket;

import static dev.countersign.core.websocket.Offers.open;
import static dev.countersign.core.websocket.Offers.switchAnd;
import static dev.countersign.core.websocket.Offers.switching;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An open WebSocket while the process goes on to another configuration, or to its end: it holds what it uses, no longer. */
final class TunnelsAndSnapshotsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path directory;

    /** Sends back what it gets. */
    private static void echo(RawConnection connection) throws IOException {
        while (true) {
            connection.send(connection.readExactly(1));
        }
    }

    private static void assertAlive(RawConnection viewer) throws IOException {
        viewer.send("x");
        assertThat(new String(viewer.readExactly(1), StandardCharsets.US_ASCII)).isEqualTo("x");
    }

    private static String impatient(OneOrigin configuration) {
        return configuration.yaml().replace("eventLoops: 1", "eventLoops: 1, drainTimeout: 1s");
    }

    @Test
    void drainWaitsForAnOpenWebSocketAndThenItIsCut() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    connection.send(connection.readExactly(1));
                    closed.complete(connection.closed());
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            long before = System.nanoTime();
            CompletableFuture<Optional<Boolean>> drained =
                    CompletableFuture.supplyAsync(() -> proxy.drain(Duration.ofSeconds(2)));
            assertAlive(viewer);
            assertThat(drained.get(10, TimeUnit.SECONDS)).contains(false);
            assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_900));
            assertThat(closed).isNotDone();
            proxy.end();
            assertThat(viewer.closed()).isTrue();
            assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("101");
            assertThat(line.get("url.scheme")).isEqualTo("ws");
        }
    }

    @Test
    void drainIsOverWhenTheLastWebSocketCloses() throws Exception {
        try (ScriptedOrigin origin = switching(TunnelsAndSnapshotsTest::echo);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            CompletableFuture<Optional<Boolean>> drained =
                    CompletableFuture.supplyAsync(() -> proxy.drain(Duration.ofSeconds(20)));
            assertAlive(viewer);
            viewer.cut();
            assertThat(drained.get(10, TimeUnit.SECONDS)).contains(true);
        }
    }

    @Test
    void webSocketWhoseOriginIsNoLongerConfiguredIsEndedAfterTheDrainTimeout() throws Exception {
        try (ScriptedOrigin origin = switching(TunnelsAndSnapshotsTest::echo);
                ScriptedOrigin other = switching(TunnelsAndSnapshotsTest::echo);
                RunningProxy proxy = RunningProxy.start(directory, impatient(OneOrigin.plain(origin)));
                RawConnection old = RawViewer.plain(proxy.port());
                RawConnection next = RawViewer.plain(proxy.port())) {
            open(old);
            long before = System.nanoTime();
            proxy.swap(impatient(OneOrigin.plain(other)), 2);
            open(next);
            assertAlive(old);
            assertThat(old.closed()).isTrue();
            assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            old.endSending();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("websocket_retired");
            assertThat(line.get("snapshot")).isEqualTo("1");
            assertThat(line.get("result_type")).isEqualTo("Miss");
            proxy.swap(impatient(OneOrigin.plain(other)), 3);
            assertAlive(next);
            proxy.meters().await("d/o connections", 1);
        }
    }

    @Test
    void drainTimeoutOfTheConfigurationThatTakesTheOriginAwayCounts() throws Exception {
        try (ScriptedOrigin origin = switching(TunnelsAndSnapshotsTest::echo);
                ScriptedOrigin other = switching(TunnelsAndSnapshotsTest::echo);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OneOrigin.plain(origin).yaml().replace("eventLoops: 1", "eventLoops: 1, drainTimeout: 1h"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            proxy.swap(impatient(OneOrigin.plain(other)), 2);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("websocket_retired");
        }
    }

    /** It is not told of by the swap, which finds nobody to tell. */
    @Test
    void offerUnderWayWhileItsOriginGoesIsEndedToo() throws Exception {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    asked.complete(null);
                    go.join();
                    connection.send(Offers.SWITCHING);
                    echo(connection);
                });
                ScriptedOrigin other = switching(TunnelsAndSnapshotsTest::echo);
                RunningProxy proxy = RunningProxy.start(directory, impatient(OneOrigin.plain(origin)));
                RawConnection viewer = RawViewer.plain(proxy.port());
                RawConnection later = RawViewer.plain(proxy.port())) {
            viewer.send(Offers.OFFER);
            asked.get(10, TimeUnit.SECONDS);
            proxy.swap(impatient(OneOrigin.plain(other)), 2);
            open(later); // the loop has seen the swap
            go.complete(null);
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 101 ");
            assertAlive(viewer);
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("websocket_retired");
            assertAlive(later);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void openWebSocketKeepsNoSnapshotAlive(boolean secure) throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        SSLContext tls = JdkTls.with(authority.server("origin.test"));
        ScriptedOrigin.Script script = connection -> switchAnd(connection, TunnelsAndSnapshotsTest::echo);
        try (ScriptedOrigin origin = secure
                        ? ScriptedOrigin.tls(tls, tls.getDefaultSSLParameters(), script)
                        : ScriptedOrigin.plain(script);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, secure, authority));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            proxy.swap(yaml(origin, secure, authority), 2);
            open(viewer);
            ReferenceQueue<Snapshot> gone = new ReferenceQueue<>();
            WeakReference<Snapshot> second = new WeakReference<>(proxy.snapshot(), gone);
            proxy.swap(yaml(origin, secure, authority), 3);
            assertAlive(viewer);
            Reference<?> freed = null;
            for (int round = 0; round < 50 && freed == null; round++) {
                System.gc();
                freed = gone.remove(200);
            }
            assertThat(freed).isSameAs(second);
            assertAlive(viewer);
        }
    }

    private String yaml(ScriptedOrigin origin, boolean secure, TestAuthority authority) {
        return (secure ? OneOrigin.tls(origin, authority.writeTo(directory, "ca")) : OneOrigin.plain(origin)).yaml();
    }

    /** It is out of the pool and in the budget: an origin is never given more connections than it is to have. */
    @Test
    void openWebSocketCountsAmongTheOriginsConnections() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    if (connection.readHead().startsWith("GET / ")) {
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                        connection.closed();
                    } else {
                        connection.send(Offers.SWITCHING);
                        echo(connection);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("originConnectionsPerOrigin: 1")
                        .withOrigin("connectionTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port());
                RawConnection waiting = RawViewer.plain(proxy.port())) {
            open(viewer);
            waiting.send(GET);
            assertThat(waiting.readResponse().status()).isEqualTo(503);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_busy");
            viewer.cut();
            proxy.meters().await("d/o connections", 0);
            waiting.send(GET);
            assertThat(waiting.readResponse().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }
}
