package dev.countersign.core.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, waiting, reuse and retries, against scripted origins without TLS. */
final class OriginPoolTest {
    private static final String REQUEST = " /o/ HTTP/1.1\r\nHost: shop.test\r\n\r\n";
    private static final String ONE_OF_EACH =
            "limits: {originConnectionsPerOrigin: 1, originHandshakesInFlight: 1, waitingRequestsPerOrigin: 1}";
    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";
    private static final String TWO_LOOPS = "runtime: {eventLoops: 2}";

    @TempDir
    static Path directory;

    /** Lets scripts that hold their answer back go on. */
    private final Semaphore go = new Semaphore(0);

    @AfterEach
    void letEverybodyGo() {
        go.release(1_000);
    }

    private static void answer(RawConnection connection, String text) throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private void answerWhenTold(RawConnection connection) throws IOException {
        for (int i = 0; i < 100; i++) {
            connection.readHead();
            go.acquireUninterruptibly();
            answer(connection, "ok");
        }
    }

    private static RunningProxy proxy(OriginEntry origin, String... blocks) {
        return RunningProxy.start(directory, origin.alone(blocks));
    }

    private static RawConnection asking(RunningProxy proxy) throws IOException {
        RawConnection viewer = RawViewer.plain(proxy.port());
        viewer.send("GET" + REQUEST);
        return viewer;
    }

    private static RawResponse get(RawConnection viewer) throws IOException {
        viewer.send("GET" + REQUEST);
        return viewer.readResponse();
    }

    @Test
    void requestOverEveryLimitIsRefusedAtOnceAndTheWaitingOneServedNext() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::answerWhenTold);
                RunningProxy proxy = proxy(OriginEntry.http("o", origin.port()), ONE_OF_EACH, ONE_LOOP);
                RawConnection served = asking(proxy)) {
            origin.nextConnection();
            try (RawConnection waiting = asking(proxy)) {
                proxy.meters().await("d/o waiting", 1);
                try (RawConnection refused = asking(proxy)) {
                    assertThat(refused.readResponse().status()).isEqualTo(503);
                }
                LogLine line = proxy.log().next();
                assertThat(line.get("error.type")).isEqualTo("origin_busy");
                assertThat(line.get("result_type")).isEqualTo("CapacityExceeded");
                assertThat(line.get("origin.attempts")).isEmpty();
                go.release(2);
                assertThat(served.readResponse().status()).isEqualTo(200);
                assertThat(waiting.readResponse().status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(1);
            proxy.meters().await("d/o waiting", 0);
        }
    }

    /** The connection of one event loop is of no use to another: its place is. */
    @Test
    void requestOfAnotherEventLoopIsServedWhenAConnectionComesBack() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::answerWhenTold);
                RunningProxy proxy = proxy(
                        OriginEntry.http("o", origin.port()).withCustom("originKeepaliveTimeout: 60"),
                        ONE_OF_EACH,
                        TWO_LOOPS);
                RawConnection first = asking(proxy)) {
            origin.nextConnection();
            try (RawConnection second = asking(proxy)) {
                proxy.meters().await("d/o waiting", 1);
                go.release(2);
                assertThat(first.readResponse().status()).isEqualTo(200);
                assertThat(second.readResponse().status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void idleConnectionOfAnotherEventLoopMakesRoom() throws Exception {
        go.release(10);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::answerWhenTold);
                RunningProxy proxy = proxy(
                        OriginEntry.http("o", origin.port()).withCustom("originKeepaliveTimeout: 60"),
                        ONE_OF_EACH,
                        TWO_LOOPS);
                RawConnection first = asking(proxy)) {
            assertThat(first.readResponse().status()).isEqualTo(200);
            proxy.meters().await("d/o idle", 1);
            try (RawConnection second = asking(proxy)) {
                assertThat(second.readResponse().status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void limitsHoldUnderManyViewersOnTwoEventLoops() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    try {
                        while (true) {
                            connection.readHead();
                            answer(connection, "ok");
                        }
                    } finally {
                        open.decrementAndGet();
                    }
                });
                RunningProxy proxy = proxy(
                        OriginEntry.http("o", origin.port()), "limits: {originConnectionsPerOrigin: 3}", TWO_LOOPS)) {
            List<Integer> failures = IntStream.range(0, 16)
                    .parallel()
                    .map(viewerNumber -> {
                        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                            int wrong = 0;
                            for (int i = 0; i < 50; i++) {
                                wrong += get(viewer).status() == 200 ? 0 : 1;
                            }
                            return wrong;
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .boxed()
                    .toList();
            assertThat(failures).containsOnly(0);
            // One more: the origin may learn late that a connection is closed.
            assertThat(most).hasValueBetween(1, 4);
            proxy.meters().await("d/o waiting", 0);
        }
    }

    @Test
    void handshakesInFlightAreLimited() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readExactly(5);
                    seen.countDown();
                    go.acquireUninterruptibly();
                    connection.send("not TLS at all");
                });
                RunningProxy proxy = proxy(
                        OriginEntry.https("o", origin.port()), "limits: {originHandshakesInFlight: 1}", TWO_LOOPS);
                RawConnection first = asking(proxy)) {
            seen.await();
            try (RawConnection second = asking(proxy)) {
                proxy.meters().await("d/o waiting", 1);
                assertThat(origin.connections()).isEqualTo(1);
                go.release(2);
                assertThat(first.readResponse().status()).isEqualTo(502);
                assertThat(second.readResponse().status()).isEqualTo(502);
                assertThat(origin.connections()).isEqualTo(2);
            }
        }
    }

    /** FW-10. */
    @Test
    void idleConnectionClosesAtItsKeepaliveTimeout() throws Exception {
        go.release(10);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::answerWhenTold);
                RunningProxy proxy =
                        proxy(OriginEntry.http("o", origin.port()).withCustom("originKeepaliveTimeout: 1"));
                RawConnection viewer = asking(proxy)) {
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            long start = System.nanoTime();
            proxy.meters().await("d/o connections", 0);
            assertThat(System.nanoTime() - start).isBetween(500_000_000L, 5_000_000_000L);
            proxy.meters().await("d/o idle", 0);
            assertThat(get(viewer).status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void connectionTheOriginClosedWhileIdleIsNotUsed() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    answer(connection, "ok");
                });
                RunningProxy proxy = proxy(OriginEntry.http("o", origin.port()));
                RawConnection viewer = asking(proxy)) {
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            proxy.meters().await("d/o connections", 0);
            viewer.send("POST" + REQUEST);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(proxy.log().next(2).get(1).get("origin.attempts")).isEqualTo("1");
        }
    }

    @Test
    void bytesNobodyAskedForEndAnIdleConnection() throws Exception {
        AtomicInteger number = new AtomicInteger();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    boolean plants = number.incrementAndGet() == 1;
                    connection.readHead();
                    answer(connection, "asked for");
                    if (plants) {
                        go.acquireUninterruptibly();
                        answer(connection, "planted");
                        assertThat(connection.closed()).isTrue();
                    }
                });
                RunningProxy proxy = proxy(OriginEntry.http("o", origin.port()));
                RawConnection viewer = asking(proxy)) {
            assertThat(viewer.readResponse().text()).isEqualTo("asked for");
            proxy.meters().await("d/o idle", 1);
            go.release();
            proxy.meters().await("d/o connections", 0);
            assertThat(get(viewer).text()).isEqualTo("asked for");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    /** Answers once, dies over the second request; every later connection answers. */
    private ScriptedOrigin dyingUnderTheSecondRequest() {
        AtomicInteger number = new AtomicInteger();
        return ScriptedOrigin.plain(connection -> {
            boolean dies = number.incrementAndGet() == 1;
            connection.readHead();
            answer(connection, "ok");
            connection.readHead();
            if (dies) {
                connection.cut();
            } else {
                answer(connection, "ok");
            }
        });
    }

    @Test
    void getIsSentAgainWhenItsPooledConnectionDiesUnanswered() throws Exception {
        try (ScriptedOrigin origin = dyingUnderTheSecondRequest();
                RunningProxy proxy = proxy(OriginEntry.http("o", origin.port()));
                RawConnection viewer = asking(proxy)) {
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(get(viewer).status()).isEqualTo(200);
            assertThat(proxy.log().next(2).get(1).get("origin.attempts")).isEqualTo("2");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void postIsNeverSentTwice() throws Exception {
        try (ScriptedOrigin origin = dyingUnderTheSecondRequest();
                RunningProxy proxy = proxy(OriginEntry.http("o", origin.port()));
                RawConnection viewer = asking(proxy)) {
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            viewer.send("POST" + REQUEST);
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            LogLine line = proxy.log().next(2).get(1);
            assertThat(line.get("error.type")).isEqualTo("origin_closed");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** With room for one of each, a place that were not given back would show as 503 in the next step. */
    @Test
    void everyWayAnExchangeEndsGivesItsPlacesBack() throws Exception {
        AtomicInteger number = new AtomicInteger();
        CountDownLatch abandoned = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    switch (number.incrementAndGet()) {
                        case 1 -> connection.reset();
                        case 2 -> connection.readToEnd();
                        case 3 -> {
                            connection.readHead();
                            connection.send("nonsense\r\n\r\n");
                        }
                        case 4 -> {
                            connection.readHead();
                            abandoned.countDown();
                            connection.closed();
                        }
                        default -> answerWhenTold(connection);
                    }
                });
                RunningProxy proxy = proxy(
                        OriginEntry.http("o", origin.port())
                                .with("connectionAttempts: 1")
                                .withCustom("originReadTimeout: 1"),
                        ONE_OF_EACH)) {
            assertThat(statusOfOne(proxy)).isEqualTo(502);
            assertThat(statusOfOne(proxy)).isEqualTo(504);
            assertThat(statusOfOne(proxy)).isEqualTo(502);
            try (RawConnection leaving = asking(proxy)) {
                abandoned.await();
                proxy.meters().await("d/o connections", 1); // counted behind the ClientHello that the origin has seen
                leaving.cut();
            }
            proxy.meters().await("d/o connections", 0);
            try (RawConnection holding = asking(proxy)) {
                proxy.meters().await("d/o connections", 1);
                try (RawConnection waiting = asking(proxy)) {
                    proxy.meters().await("d/o waiting", 1);
                    waiting.reset();
                    proxy.meters().await("d/o waiting", 0);
                }
                try (RawConnection waiting = asking(proxy)) {
                    proxy.meters().await("d/o waiting", 1);
                    go.release(2);
                    assertThat(holding.readResponse().status()).isEqualTo(200);
                    assertThat(waiting.readResponse().status()).isEqualTo(200);
                }
            }
            proxy.meters().await("d/o waiting", 0);
        }
    }

    @Test
    void everyWayAHandshakeEndsGivesItsPlacesBack() throws Exception {
        AtomicInteger number = new AtomicInteger();
        CountDownLatch abandoned = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    int now = number.incrementAndGet();
                    connection.readExactly(5);
                    if (now == 2) {
                        connection.readToEnd();
                    } else if (now == 3) {
                        abandoned.countDown();
                        connection.readToEnd();
                    } else {
                        connection.send("not TLS at all");
                    }
                });
                RunningProxy proxy = proxy(
                        OriginEntry.https("o", origin.port())
                                .with("connectionAttempts: 1")
                                .with("connectionTimeout: 1"),
                        ONE_OF_EACH)) {
            assertThat(statusOfOne(proxy)).isEqualTo(502);
            assertThat(statusOfOne(proxy)).isEqualTo(504);
            try (RawConnection leaving = asking(proxy)) {
                abandoned.await();
                proxy.meters().await("d/o connections", 1); // counted behind the ClientHello that the origin has seen
                leaving.cut();
            }
            proxy.meters().await("d/o connections", 0);
            assertThat(statusOfOne(proxy)).isEqualTo(502);
            assertThat(number).hasValue(4);
        }
    }

    @Test
    void attemptsThatNeverConnectGiveTheirPlacesBack() throws Exception {
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // nobody listens, nobody else can
            List<OriginEntry> origins = List.of(
                    OriginEntry.http("refusing", taken.getLocalPort()),
                    OriginEntry.lookedUp("lost", "no-such-origin.invalid").with("connectionTimeout: 1"));
            try (RunningProxy proxy = RunningProxy.start(directory, OriginEntry.together(origins, ONE_OF_EACH));
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                for (String path : List.of("/refusing/", "/refusing/", "/lost/", "/lost/")) {
                    viewer.send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                    assertThat(viewer.readResponse().status()).as(path).isEqualTo(502);
                }
            }
        }
    }

    private static int statusOfOne(RunningProxy proxy) throws IOException {
        try (RawConnection viewer = asking(proxy)) {
            return viewer.readResponse().status();
        }
    }
}
