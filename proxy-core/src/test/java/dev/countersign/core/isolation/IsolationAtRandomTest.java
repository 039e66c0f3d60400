package dev.countersign.core.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.isolation.Client;
import dev.countersign.testkit.isolation.IsolationRun;
import dev.countersign.testkit.isolation.ProxyUnderTest;
import dev.countersign.testkit.isolation.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The property of isolation, on both TLS engines. {@code -Dcountersign.isolation.seed} repeats a run as far as threads and
 * sockets let it, {@code -Dcountersign.isolation.exchanges} makes it longer.
 */
@Timeout(3600)
final class IsolationAtRandomTest {
    private static final int EXCHANGES = Integer.getInteger("countersign.isolation.exchanges", 10_000);

    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void eachOriginSeesTheIdentityThatTheSnapshotConfiguredAndTheLogSaysSo(TlsEngine engine) throws Exception {
        long seed = Long.getLong("countersign.isolation.seed", System.nanoTime());
        System.out.println(engine + ": -Dcountersign.isolation.seed=" + seed);
        try (IsolationRun run = new IsolationRun(directory, seed, (yaml, store) -> start(yaml, store, engine))) {
            Tally tally = run.judge(EXCHANGES / 2);
            System.out.println(engine + ": " + tally);
            // Far below what most seeds come to: none may fail for what it happens to do.
            assertThat(tally.answered()).isGreaterThan(tally.exchanges() / 5);
            assertThat(tally.withIdentity()).isGreaterThan(tally.exchanges() / 20);
            assertThat(tally.resumed()).isGreaterThan(tally.exchanges() / 50);
            assertThat(tally.pooled()).isGreaterThan(tally.exchanges() / 50);
            assertThat(tally.refused()).isPositive();
            assertThat(tally.underFallback()).isPositive();
            assertThat(tally.heldBack()).isPositive();
            if (engine == TlsEngine.BORINGSSL) {
                assertThat(tally.withPostQuantum()).isPositive();
            }
        }
    }

    private ProxyUnderTest start(String yaml, Map<String, Client> store, TlsEngine engine) {
        store.forEach(this::put);
        return new InMemory(RunningProxy.start(directory, yaml, engine), yaml);
    }

    private void put(String arn, Client client) {
        client.certificate().writeToStore(directory.resolve("store"), arn);
    }

    /** A data plane without a process around it: snapshots are made and put in force by hand. */
    private final class InMemory implements ProxyUnderTest {
        private final RunningProxy proxy;
        private String yaml;
        private long snapshot = 1;

        InMemory(RunningProxy proxy, String yaml) {
            this.proxy = proxy;
            this.yaml = yaml;
        }

        @Override
        public int port() {
            return proxy.port();
        }

        @Override
        public long snapshot() {
            return snapshot;
        }

        @Override
        public void reload(String next) {
            yaml = next;
            proxy.swap(yaml, ++snapshot);
        }

        @Override
        public void rotate(String arn, Client client) {
            put(arn, client);
            proxy.swap(yaml, ++snapshot);
        }

        @Override
        public List<String> nextLines(int count) {
            return proxy.log().next(count).stream().map(LogLine::text).toList();
        }

        @Override
        public void close() {
            proxy.close();
        }
    }
}
