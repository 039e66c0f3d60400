package dev.countersign.core.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more viewers than connections, on several event loops. */
final class CrowdTest {
    private static final int VIEWERS = 32;
    private static final int REQUESTS = 60;

    @TempDir
    static Path directory;

    /** Room is given back at any moment and on any loop; a wake-up that got lost would leave somebody waiting until 503. */
    @Test
    void everyoneWhoWaitsHasATurn() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    boolean last = false;
                    while (!last) {
                        String head = connection.readHead();
                        int number = Integer.parseInt(head, "GET /".length(), head.indexOf(" HTTP"), 10);
                        last = new Random(seed + number).nextInt(3) == 0;
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                                + (last ? "Connection: close\r\n" : "") + "\r\nok");
                    }
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.http("o", origin.port())
                                .with("connectionTimeout: 10")
                                .alone(
                                        "runtime: {eventLoops: 4}",
                                        "limits: {originConnectionsPerOrigin: 3, originHandshakesInFlight: 2}"))) {
            ExecutorService viewers = Executors.newFixedThreadPool(VIEWERS);
            try {
                List<Future<List<Integer>>> asked = new ArrayList<>();
                for (int i = 0; i < VIEWERS; i++) {
                    int first = i * REQUESTS;
                    asked.add(viewers.submit(() -> {
                        List<Integer> statuses = new ArrayList<>();
                        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                            for (int n = 0; n < REQUESTS; n++) {
                                statuses.add(
                                        Asked.get(viewer, "/" + (first + n)).status());
                            }
                        }
                        return statuses;
                    }));
                }
                for (Future<List<Integer>> viewer : asked) {
                    assertThat(viewer.get(60, TimeUnit.SECONDS))
                            .as("seed %d", seed)
                            .hasSize(REQUESTS)
                            .containsOnly(200);
                }
            } finally {
                viewers.shutdownNow();
            }
            assertThat(proxy.meters().count("d/o waiting")).isZero();
        }
    }
}
