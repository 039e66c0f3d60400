package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.store.StoreChanges;
import dev.countersign.testkit.isolation.Client;
import dev.countersign.testkit.isolation.IsolationRun;
import dev.countersign.testkit.isolation.ProxyUnderTest;
import dev.countersign.testkit.isolation.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The property of isolation, put to the whole daemon: its file rewritten and reloaded, its store re-imported and watched. */
@Timeout(300)
final class LiveIsolationTest {
    private static final int EXCHANGES = 600;

    @TempDir
    private Path directory;

    @Test
    void eachOriginSeesTheIdentityThatTheSnapshotConfiguredAndTheLogSaysSo() throws Exception {
        long seed = Long.getLong("countersign.isolation.seed", System.nanoTime());
        System.out.println("daemon: -Dcountersign.isolation.seed=" + seed);
        try (IsolationRun run = new IsolationRun(directory, seed, this::start)) {
            Tally tally = run.judge(EXCHANGES);
            System.out.println("daemon: " + tally);
            assertThat(tally.answered()).isGreaterThan(EXCHANGES / 5);
            assertThat(tally.resumed()).isPositive();
            assertThat(tally.snapshots()).isGreaterThan(10);
        }
    }

    private ProxyUnderTest start(String yaml, Map<String, Client> store) throws IOException {
        StoreChanges changes = new StoreChanges(directory.resolve("store"), "000000000000");
        store.forEach((arn, client) ->
                assertThat(changes.importAs(arn, material(client), Map.of())).isInstanceOf(Loaded.Usable.class));
        return new Live(new LiveDaemon(directory, yaml), changes, yaml);
    }

    /** With its root, as imports have to be. */
    private static KeyedChain material(Client client) {
        List<X509Certificate> chain = new ArrayList<>(client.certificate().chain());
        chain.add(client.issuer().certificate());
        return new KeyedChain(chain, client.certificate().key());
    }

    private static final class Live implements ProxyUnderTest {
        private final LiveDaemon daemon;
        private final StoreChanges store;
        private String yaml;

        Live(LiveDaemon daemon, StoreChanges store, String yaml) {
            this.daemon = daemon;
            this.store = store;
            this.yaml = yaml;
        }

        @Override
        public int port() {
            return daemon.port();
        }

        @Override
        public long snapshot() throws IOException {
            return daemon.metrics().stream()
                    .filter(line -> line.startsWith("config_snapshot "))
                    .map(line -> (long) Double.parseDouble(line.split(" ", -1)[1]))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void reload(String next) throws IOException {
            yaml = next;
            daemon.reload(yaml);
        }

        @Override
        public void rotate(String arn, Client client) throws InterruptedException {
            assertThat(store.reimport(arn, material(client))).isInstanceOf(Loaded.Usable.class);
            if (yaml.contains(arn)) {
                daemon.awaitLine("rotated " + arn);
            }
        }

        /** They are complete when it has ended; until then nobody knows. */
        @Override
        public List<String> nextLines(int count) {
            daemon.stop();
            assertThat(daemon.accessLog).hasSize(count);
            return daemon.accessLog;
        }

        @Override
        public void close() {
            daemon.close();
        }
    }
}
