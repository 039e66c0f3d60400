package dev.countersign.core.exchange;

import static dev.countersign.core.exchange.Origins.answering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Viewers that leave in the middle: the origin is let go of, and one line says so. */
final class LeavingViewersTest {
    @TempDir
    Path directory;

    private final CompletableFuture<Void> reached = new CompletableFuture<>();
    private final CompletableFuture<Boolean> originClosed = new CompletableFuture<>();

    @Test
    void viewerThatLeavesInItsHeadHasALine() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            RawConnection viewer = RawViewer.plain(proxy.port());
            viewer.send("GET / HTTP/1.1\r\nHo");
            viewer.cut();
            left(proxy.log().next());
            assertThat(origin.connections()).isZero();
            allGone(proxy);
        }
    }

    @Test
    void viewerThatSaysNothingHasNoLine() throws Exception {
        try (ScriptedOrigin origin = answering();
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withDistribution("enabled: false")
                        .start(directory)) {
            RawViewer.plain(proxy.port()).cut();
            RawConnection next = RawViewer.plain(proxy.port());
            next.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            next.readResponse();
            next.close();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("distribution_disabled");
            allGone(proxy);
        }
    }

    @Test
    void viewerThatLeavesInItsUploadTakesTheOriginsConnectionAlong() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.readExactly(4);
                    reached.complete(null);
                    originClosed.complete(connection.closed());
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            RawConnection viewer = RawViewer.plain(proxy.port());
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            reached.get(5, TimeUnit.SECONDS);
            viewer.cut();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            left(proxy.log().next());
            allGone(proxy);
        }
    }

    @Test
    void viewerThatResetsWhileTheOriginThinksTakesItsConnectionAlong() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::think);
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            RawConnection viewer = RawViewer.plain(proxy.port());
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            reached.get(5, TimeUnit.SECONDS);
            viewer.reset();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            left(proxy.log().next());
            allGone(proxy);
        }
    }

    @Test
    void viewerThatClosesTlsWhileTheOriginThinksTakesItsConnectionAlong() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        CertificateFiles files = authority.server("shop.test").writeTo(directory, "shop");
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::think);
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withListener("bind: \"127.0.0.1:0\", tls: {certificates: [{chain: \"%s\", key: \"%s\"}]}"
                                .formatted(files.chain(), files.key()))
                        .start(directory)) {
            RawConnection viewer = RawViewer.tls(JdkTls.trusting(authority), "shop.test", proxy.port());
            viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            reached.get(5, TimeUnit.SECONDS);
            viewer.close();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            left(proxy.log().next());
            allGone(proxy);
        }
    }

    private void think(RawConnection connection) throws IOException {
        connection.readHead();
        reached.complete(null);
        originClosed.complete(connection.closed());
    }

    @Test
    void viewerThatLeavesInItsDownloadTakesTheOriginsConnectionAlong() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
                    try {
                        while (true) {
                            connection.send(new byte[65_536]);
                        }
                    } catch (IOException closed) {
                        originClosed.complete(true);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory)) {
            RawConnection viewer = RawViewer.plain(proxy.port());
            viewer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            viewer.readHead();
            viewer.readExactly(100_000);
            viewer.cut();
            assertThat(originClosed.get(5, TimeUnit.SECONDS)).isTrue();
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("viewer_left");
            assertThat(line.get("http.response.status_code")).isEqualTo("200");
            allGone(proxy);
        }
    }

    private static void left(LogLine line) {
        assertThat(line.get("error.type")).isEqualTo("viewer_left");
        assertThat(line.get("detailed_result_type")).isEqualTo("ClientHungUpRequest");
        assertThat(line.get("http.response.status_code")).isEmpty();
    }

    private static void allGone(RunningProxy proxy) {
        proxy.end();
        assertThat(proxy.log().isEmpty()).isTrue();
        for (String gauge : new String[] {"viewers", "d/o connections", "d/o idle", "d/o waiting"}) {
            assertThat(proxy.meters().count(gauge)).as(gauge).isZero();
        }
    }
}
