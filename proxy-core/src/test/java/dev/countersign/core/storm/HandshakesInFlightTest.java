package dev.countersign.core.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An origin that takes its time over handshakes meets as many at once as configured, and everybody else waits in line. */
final class HandshakesInFlightTest {
    private static final int IN_FLIGHT = 4;
    private static final int WAITING = 36;
    private static final String LIMITS = "limits: {originHandshakesInFlight: %d, waitingRequestsPerOrigin: %d}";
    private static final String THREE_LOOPS = "runtime: {eventLoops: 3}";

    @TempDir
    static Path directory;

    private final Semaphore go = new Semaphore(0);
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @AfterEach
    void letEverybodyGo() {
        go.release(10_000);
    }

    /** Says nothing to a ClientHello until told, and then nothing that is TLS. */
    private void stall(RawConnection connection) throws IOException {
        connection.readExactly(5);
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        go.acquireUninterruptibly();
        now.decrementAndGet(); // before the proxy can know that there is room
        connection.send("not TLS at all");
    }

    private static RunningProxy proxy(OriginEntry origin, int inFlight, int waiting, String loops) {
        return RunningProxy.start(
                directory,
                origin.with("connectionAttempts: 1")
                        .with("connectionTimeout: 10")
                        .alone(LIMITS.formatted(inFlight, waiting), loops));
    }

    @Test
    void originSeesAsManyHandshakesAsAllowedAndNobodyIsLostWhenTheyFail() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::stall);
                RunningProxy proxy = proxy(OriginEntry.https("o", origin.port()), IN_FLIGHT, WAITING, THREE_LOOPS);
                Viewers viewers = Viewers.asking(proxy, IN_FLIGHT + WAITING)) {
            proxy.meters().await("d/o waiting", WAITING);
            for (int i = 0; i < IN_FLIGHT; i++) {
                origin.nextConnection();
            }
            assertThat(origin.connections()).isEqualTo(IN_FLIGHT);

            assertThat(Asked.get(proxy, "/beyond").status()).isEqualTo(503);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_busy");

            go.release(10_000);
            assertThat(viewers.statuses()).hasSize(IN_FLIGHT + WAITING).containsOnly(502);
            assertThat(origin.connections()).isEqualTo(IN_FLIGHT + WAITING);
            assertThat(most).hasValueLessThanOrEqualTo(IN_FLIGHT);
            proxy.meters().await("d/o waiting", 0);
            proxy.meters().await("d/o connections", 0);
        }
    }

    @Test
    void waitingRequestsAreServedInOrderAndNobodyOvertakesThem() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    String head = connection.readHead();
                    seen.add(head.substring("GET ".length(), head.indexOf(" HTTP")));
                    go.acquireUninterruptibly();
                    connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.http("o", origin.port())
                                .alone("limits: {originConnectionsPerOrigin: 1}", "runtime: {eventLoops: 1}"))) {
            List<RawConnection> viewers = new ArrayList<>();
            List<String> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                RawConnection viewer = RawViewer.plain(proxy.port());
                viewers.add(viewer);
                asked.add("/" + i);
                viewer.send("GET /" + i + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                proxy.meters().await("d/o waiting", i);
                if (i == 0) {
                    proxy.meters().await("d/o connections", 1);
                }
            }
            go.release(10_000);
            for (RawConnection viewer : viewers) {
                assertThat(viewer.readResponse().status()).isEqualTo(200);
                viewer.close();
            }
            assertThat(seen).containsExactlyElementsOf(asked);
        }
    }

    /** What a reload makes room for goes to everybody who waits, on whichever event loop. */
    @Test
    void raisedLimitIsUsedToTheFull() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::stall)) {
            OriginEntry entry = OriginEntry.https("o", origin.port()).with("connectionAttempts: 1");
            try (RunningProxy proxy =
                            RunningProxy.start(directory, entry.alone(LIMITS.formatted(1, 100), THREE_LOOPS));
                    Viewers viewers = Viewers.asking(proxy, 20)) {
                proxy.meters().await("d/o waiting", 19);
                proxy.swap(entry.alone(LIMITS.formatted(20, 100), THREE_LOOPS), 2);
                proxy.meters().await("d/o waiting", 0);
                for (int i = 0; i < 20; i++) {
                    origin.nextConnection();
                }
                go.release(10_000);
                assertThat(viewers.statuses()).containsOnly(502);
            }
        }
    }
}
