package dev.countersign.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is sent more than it takes, and nobody loses the end of what it was sent. */
final class BackPressureTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int PIECE = 65_536;

    /** More than the kernel's buffers of both connections hold. */
    private static final int MUCH = 64 * 1024 * 1024;

    /** Long enough to fill every buffer there is. */
    private static final long SETTLED_MILLIS = 1_000;

    @TempDir
    Path directory;

    /** A viewer with a small window, so that little is on its way. */
    private static Socket narrow(int port) throws IOException {
        Socket viewer = new Socket();
        viewer.setReceiveBufferSize(8_192);
        viewer.setSoTimeout(RawConnection.READ_TIMEOUT_MILLIS);
        viewer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return viewer;
    }

    private static void send(Socket viewer, String text) throws IOException {
        viewer.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static long drain(InputStream in) throws IOException {
        byte[] buffer = new byte[PIECE];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
        }
        return total;
    }

    private static void pour(RawConnection to, int bytes) throws IOException {
        for (int sent = 0; sent < bytes; sent += PIECE) {
            to.send(new byte[PIECE]);
        }
    }

    @Test
    void viewerThatDoesNotReadStopsTheOrigin() throws Exception {
        CompletableFuture<Void> allTaken = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + MUCH + "\r\n\r\n");
                    pour(connection, MUCH);
                    allTaken.complete(null);
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                Socket viewer = narrow(proxy.port())) {
            send(viewer, GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThatThrownBy(() -> allTaken.get(SETTLED_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(drain(viewer.getInputStream())).isGreaterThan(MUCH);
            assertThat(allTaken).isDone();
            assertThat(proxy.log().next().get("error.type")).isEmpty();
        }
    }

    @Test
    void originThatDoesNotReadStopsTheViewer() throws Exception {
        CompletableFuture<Void> read = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    read.join();
                    for (int taken = 0; taken < MUCH; taken += PIECE) {
                        connection.readExactly(PIECE);
                    }
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                    connection.closed();
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + MUCH + "\r\n\r\n");
            CompletableFuture<Void> allTaken = CompletableFuture.runAsync(() -> {
                try {
                    pour(viewer, MUCH);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThatThrownBy(() -> allTaken.get(SETTLED_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            read.complete(null);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(allTaken).isDone();
        }
    }

    @Test
    void originThatDoesNotTakeTheUploadInTimeIsA504() throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    over.join();
                });
                RunningProxy proxy = OneOrigin.plain(origin)
                        .andCustom("originReadTimeout: 1")
                        .start(directory);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + MUCH + "\r\n\r\n");
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    pour(viewer, MUCH);
                } catch (IOException closed) {
                    // The proxy need not read it all.
                }
            });
            assertThat(viewer.readResponse().status()).isEqualTo(504);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_read_timeout");
            sending.get(10, TimeUnit.SECONDS);
            over.complete(null);
        }
    }

    @Test
    void viewerThatPipelinesWithoutReadingGetsNoFurtherResponsesMade() throws Exception {
        int requests = 4_000;
        String content = "x".repeat(16 * 1024);
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> allAsked = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        connection.readHead();
                        if (asked.incrementAndGet() == requests) {
                            allAsked.complete(null);
                        }
                        connection.send(Origins.ok(content));
                    }
                });
                RunningProxy proxy = OneOrigin.plain(origin).start(directory);
                Socket viewer = narrow(proxy.port())) {
            send(viewer, GET.repeat(requests - 1) + GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThatThrownBy(() -> allAsked.get(SETTLED_MILLIS, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(asked.get()).isLessThan(requests / 2);
            assertThat(drain(viewer.getInputStream())).isGreaterThan((long) requests * content.length());
            assertThat(asked).hasValue(requests);
        }
    }

    /**
     * How much the kernel holds nobody knows, so the responses differ by less than the proxy holds: some are over for the
     * proxy while it still has part of them, and some origins close while they are held back.
     */
    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void viewersThatPauseBeforeTheEndStillGetIt(String transport) throws Exception {
        int step = 48 * 1024;
        int viewers = 80;
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    int length = Integer.parseInt(connection.readHead().split("[/ ]", -1)[2]);
                    connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n");
                    connection.send(new byte[length]);
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OneOrigin.plain(origin)
                                .yaml()
                                .replace("eventLoops: 1", "eventLoops: 1, transport: " + transport))) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 1; i <= viewers; i++) {
                Socket viewer = narrow(proxy.port());
                send(viewer, "GET /" + i * step + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                waiting.add(viewer);
            }
            assertThat(proxy.log().next().get("error.type")).isEmpty();
            // Longer than a viewer that was sent everything has to close its side.
            assertThatThrownBy(() -> new CompletableFuture<Void>().get(3, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            for (int i = 1; i <= viewers; i++) {
                try (Socket viewer = waiting.get(i - 1)) {
                    assertThat(drain(viewer.getInputStream())).isGreaterThan((long) i * step);
                }
            }
        }
    }
}
