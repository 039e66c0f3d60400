package dev.countersign.core.websocket;

import static dev.countersign.core.websocket.Offers.OFFER;
import static dev.countersign.core.websocket.Offers.open;
import static dev.countersign.core.websocket.Offers.switchAnd;
import static dev.countersign.core.websocket.Offers.switching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through an open WebSocket, and how it ends: every byte, in both directions, with nothing looked at. */
final class TunnelTest {
    private static final int PIECE = 65_536;

    /** More than the kernel's buffers of both connections hold. */
    private static final int MUCH = 64 * 1024 * 1024;

    /** Long enough to fill every buffer there is. */
    private static final long SETTLED_MILLIS = 1_000;

    @TempDir
    Path directory;

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void bytesGoThroughAsTheyAreWithAndWithoutTls(boolean secureViewer, boolean secureOrigin) throws Exception {
        long seed = System.nanoTime();
        byte[] up = new byte[3 * PIECE + 17];
        byte[] down = new byte[5 * PIECE + 3];
        new Random(seed).nextBytes(up);
        new Random(seed + 1).nextBytes(down);
        TestAuthority authority = TestAuthority.create("ca");
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        ScriptedOrigin.Script script = connection -> switchAnd(connection, open -> {
            got.complete(open.readExactly(up.length));
            open.send(down);
            open.closed();
        });
        CertificateFiles listener = authority.server("shop.test").writeTo(directory, "viewer");
        var originTls = JdkTls.with(authority.server("origin.test"));
        try (ScriptedOrigin origin = secureOrigin
                        ? ScriptedOrigin.tls(originTls, originTls.getDefaultSSLParameters(), script)
                        : ScriptedOrigin.plain(script);
                RunningProxy proxy = (secureOrigin
                                ? OneOrigin.tls(origin, authority.writeTo(directory, "ca"))
                                : OneOrigin.plain(origin))
                        .withListener(
                                secureViewer
                                        ? "bind: \"127.0.0.1:0\", tls: {certificates: [{chain: \"%s\", key: \"%s\"}]}"
                                                .formatted(listener.chain(), listener.key())
                                        : "bind: \"127.0.0.1:0\"")
                        .start(directory);
                RawConnection viewer = secureViewer
                        ? RawViewer.tls(JdkTls.trusting(authority), "shop.test", proxy.port())
                        : RawViewer.plain(proxy.port())) {
            open(viewer);
            int headBytes = viewer.received().length();
            viewer.send(up);
            assertThat(got.get(10, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(up);
            assertThat(viewer.readExactly(down.length)).as("seed %d", seed).isEqualTo(down);
            proxy.meters().await("d/o websockets", 1);
            viewer.endSending();
            LogLine line = proxy.log().next();
            assertThat(line.get("http.response.status_code")).isEqualTo("101");
            assertThat(line.get("origin.http.status_code")).isEqualTo("101");
            assertThat(line.get("url.scheme")).isEqualTo(secureViewer ? "wss" : "ws");
            assertThat(line.get("network.protocol.version")).isEqualTo("1.1");
            assertThat(line.get("result_type")).isEqualTo("Miss");
            assertThat(line.get("detailed_result_type")).isEqualTo("Miss");
            assertThat(line.get("error.type")).isEmpty();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo(secureOrigin ? "not_requested" : "not_tls");
            assertThat(line.get("http.request.bytes")).isEqualTo(String.valueOf(OFFER.length() + up.length));
            assertThat(line.get("http.response.bytes")).isEqualTo(String.valueOf(headBytes + down.length));
            proxy.meters().await("d/o websockets", 0);
            proxy.meters().await("d/o exchange 101", 1);
            proxy.meters().await("d/o connections", 0);
        }
    }

    @Test
    void originThatEndsItsSideIsStillSpokenTo() throws Exception {
        CompletableFuture<String> last = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    connection.send("bye");
                    connection.endSending();
                    last.complete(ascii(connection.readToEnd()));
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            assertThat(ascii(viewer.readToEnd())).isEqualTo("bye");
            viewer.send("last words");
            viewer.endSending();
            assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo("last words");
            assertThat(proxy.log().next().get("error.type")).isEmpty();
            proxy.meters().await("d/o connections", 0);
            proxy.meters().await("viewers", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void viewerThatEndsItsSideIsStillSpokenTo(boolean beforeThe101) throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<String> got = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    if (beforeThe101) {
                        ended.join();
                    }
                    connection.send(Offers.SWITCHING);
                    got.complete(ascii(connection.readToEnd()));
                    connection.send("answer");
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            if (beforeThe101) {
                viewer.send(OFFER + "question");
                viewer.endSending();
                ended.complete(null);
                assertThat(viewer.readHead()).startsWith("HTTP/1.1 101 ");
            } else {
                open(viewer);
                viewer.send("question");
                viewer.endSending();
            }
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo("question");
            assertThat(ascii(viewer.readToEnd())).isEqualTo("answer");
            assertThat(proxy.log().next().get("error.type")).isEmpty();
            proxy.meters().await("d/o connections", 0);
        }
    }

    @Test
    void whatTheOriginSendsBeforeItClosesArrives() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send(Offers.SWITCHING + "bye");
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            assertThat(ascii(viewer.readToEnd())).isEqualTo("bye");
            viewer.endSending();
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    @Test
    void resetOfTheOriginResetsTheViewer() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    go.join();
                    connection.reset();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            go.complete(null);
            assertThatThrownBy(() -> viewer.readExactly(1)).isInstanceOf(SocketException.class);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("http.response.status_code")).isEqualTo("101");
            assertThat(line.get("result_type")).isEqualTo("Miss");
        }
    }

    @Test
    void resetOfTheViewerEndsTheOriginsConnection() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> closed.complete(connection.closed()));
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            viewer.reset();
            assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("viewer_left");
        }
    }

    /** The viewer's bytes do not count: CloudFront's quota is about those from the origin. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void silentOriginEndsBothSides(boolean viewerSpeaks) throws Exception {
        CompletableFuture<String> got = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> got.complete(ascii(connection.readToEnd())));
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("webSocketIdleTimeout: 1s")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            long before = System.nanoTime();
            open(viewer);
            if (viewerSpeaks) {
                viewer.send("anybody?");
            }
            assertThat(viewer.closed()).isTrue();
            assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            assertThat(got.get(10, TimeUnit.SECONDS)).isEqualTo(viewerSpeaks ? "anybody?" : "");
            assertThat(proxy.log().next().get("error.type")).isEqualTo("websocket_idle");
        }
    }

    @Test
    void bytesFromTheOriginKeepItOpen() throws Exception {
        int ticks = 6;
        CompletableFuture<Void> never = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    for (int i = 0; i < ticks; i++) {
                        assertThatThrownBy(() -> never.get(500, TimeUnit.MILLISECONDS))
                                .isInstanceOf(TimeoutException.class);
                        connection.send(".");
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .andCustom("originReadTimeout: 1")
                        .withLimits("webSocketIdleTimeout: 2s, viewerIdleTimeout: 1s, requestBodyTimeout: 1s")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            assertThat(ascii(viewer.readToEnd())).isEqualTo(".".repeat(ticks));
            viewer.endSending();
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    private static Socket narrow(int port) throws IOException {
        Socket viewer = new Socket();
        viewer.setReceiveBufferSize(8_192);
        viewer.setSoTimeout(RawConnection.READ_TIMEOUT_MILLIS);
        viewer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        viewer.getOutputStream().write(OFFER.getBytes(StandardCharsets.US_ASCII));
        return viewer;
    }

    /** What is not taken stays with the origin: no more is read from it than the kernel and one read hold. */
    @Test
    void viewerThatDoesNotReadStopsTheOrigin() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> allTaken = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    for (; sent.get() < MUCH; sent.addAndGet(PIECE)) {
                        connection.send(new byte[PIECE]);
                    }
                    allTaken.complete(null);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                Socket viewer = narrow(proxy.port())) {
            assertThatThrownBy(() -> allTaken.get(SETTLED_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(sent.get()).isLessThan(MUCH / 2);
            byte[] buffer = new byte[PIECE];
            long total = 0;
            for (int count = viewer.getInputStream().read(buffer);
                    count >= 0;
                    count = viewer.getInputStream().read(buffer)) {
                total += count;
            }
            assertThat(total).isGreaterThan(MUCH);
            assertThat(allTaken).isDone();
            viewer.shutdownOutput();
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    @Test
    void originThatDoesNotReadStopsTheViewer() throws Exception {
        CompletableFuture<Void> read = new CompletableFuture<>();
        CompletableFuture<Void> allRead = new CompletableFuture<>();
        AtomicInteger sent = new AtomicInteger();
        try (ScriptedOrigin origin = switching(connection -> {
                    read.join();
                    for (int taken = 0; taken < MUCH; taken += PIECE) {
                        connection.readExactly(PIECE);
                    }
                    allRead.complete(null);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            CompletableFuture<Void> allTaken = CompletableFuture.runAsync(() -> {
                try {
                    for (; sent.get() < MUCH; sent.addAndGet(PIECE)) {
                        viewer.send(new byte[PIECE]);
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThatThrownBy(() -> allTaken.get(SETTLED_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(sent.get()).isLessThan(MUCH / 2);
            read.complete(null);
            allTaken.get(10, TimeUnit.SECONDS);
            allRead.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void viewerThatDoesNotReadForTooLongIsCut() throws Exception {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    try {
                        while (true) {
                            connection.send(new byte[PIECE]);
                        }
                    } finally {
                        ended.complete(null);
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .withLimits("viewerWriteTimeout: 1s, webSocketIdleTimeout: 500ms")
                        .start(directory);
                Socket viewer = narrow(proxy.port())) {
            assertThat(proxy.log().next().get("error.type")).isEqualTo("viewer_slow");
            ended.get(10, TimeUnit.SECONDS);
            assertThat(viewer.isConnected()).isTrue();
        }
    }

    /** What comes and goes at once in both directions, with both ends slow at times, arrives whole and in order. */
    @Test
    void bothDirectionsAtOnceArriveWhole() throws Exception {
        long seed = System.nanoTime();
        byte[] up = new byte[MUCH / 8];
        byte[] down = new byte[MUCH / 8];
        new Random(seed).nextBytes(up);
        new Random(seed + 1).nextBytes(down);
        CompletableFuture<byte[]> got = new CompletableFuture<>();
        try (ScriptedOrigin origin = switching(connection -> {
                    CompletableFuture<Void> sending = sending(connection, down);
                    got.complete(connection.readExactly(up.length));
                    sending.join();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            open(viewer);
            CompletableFuture<Void> sending = sending(viewer, up);
            assertThat(viewer.readExactly(down.length)).as("seed %d", seed).isEqualTo(down);
            sending.get(10, TimeUnit.SECONDS);
            assertThat(got.get(10, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(up);
        }
    }

    private static CompletableFuture<Void> sending(RawConnection to, byte[] bytes) {
        return CompletableFuture.runAsync(() -> {
            try {
                to.send(bytes);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
