package dev.countersign.certs.store;

import static dev.countersign.certs.store.StoreHome.ARN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.Loaded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many change one store at once, from this process and from others, and some are killed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConcurrentChangesTest {
    private static final int ROUNDS = 20;
    private static final int KILLS = 5;

    @TempDir
    Path temporary;

    @Test
    void concurrentImportsNeverMixAPair() throws Exception {
        StoreHome home = new StoreHome(temporary.resolve("store"));
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of()));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ChangingProcess one = reimporting(home, "one");
                ChangingProcess two = reimporting(home, "two")) {
            assertThat(List.of(one.hear(), two.hear()))
                    .allSatisfy(line -> assertThat(line).startsWith("version "));
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                writers.add(threads.submit(() -> reimport(home, ROUNDS)));
            }
            for (ChangingProcess process : List.of(one, two)) {
                writers.add(threads.submit(() -> {
                    for (int i = 1; i < ROUNDS; i++) {
                        assertThat(process.hear()).startsWith("version ");
                    }
                }));
            }
            Map<Long, String> leafByVersion = new HashMap<>();
            long seen = 0;
            while (!writers.stream().allMatch(Future::isDone)) {
                // Loading proves that the key is the leaf's; the version must name the same pair each time.
                ClientCertificate found = Expect.usable(home.store.find(ARN));
                assertThat(found.identity().version()).isGreaterThanOrEqualTo(seen);
                seen = found.identity().version();
                leafByVersion.putIfAbsent(seen, found.identity().digest());
                assertThat(found.identity().digest()).isEqualTo(leafByVersion.get(seen));
                assertThat(Expect.usable(home.store.describe(ARN)).metadata().version())
                        .isGreaterThanOrEqualTo(seen);
                assertThat(home.store.list().problems()).isEmpty();
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            assertThat(leafByVersion).hasSizeGreaterThan(5);
        } finally {
            threads.shutdownNow();
        }
        // No change was lost: each of the four writers re-imported another certificate than was there.
        assertThat(Expect.usable(home.store.describe(ARN)).metadata().version()).isEqualTo(1 + 4 * ROUNDS);
        home.assertSwept();
    }

    @Test
    void readerOfACertificateThatIsDeletedAndImportedAgainSeesOneOrNone() throws Exception {
        StoreHome home = new StoreHome(temporary.resolve("store"));
        List<KeyedChain> both = List.of(StoreHome.client("partner-a"), StoreHome.client("partner-a"));
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<?> writer = threads.submit(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    Expect.usable(home.changes.importAs(ARN, both.get(i % 2), Map.of()));
                    Expect.usable(home.changes.delete(ARN));
                }
            });
            while (!writer.isDone()) {
                if (home.store.find(ARN) instanceof Loaded.Unusable<ClientCertificate> none) {
                    assertThat(Expect.problem(none)).startsWith(ARN + " is not in the certificate store");
                }
                assertThat(home.store.list().problems()).isEmpty();
            }
            writer.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void writerKilledAtAnyInstantLeavesTheOldOrTheNew() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        StoreHome home = new StoreHome(temporary.resolve("store"));
        Expect.usable(home.changes.importAs(ARN, StoreHome.client("partner-a"), Map.of()));
        List<KeyedChain> both = List.of(StoreHome.client("partner-a"), StoreHome.client("partner-a"));
        Path first = ChangingProcess.write(temporary, "first", both.get(0));
        Path second = ChangingProcess.write(temporary, "second", both.get(1));
        for (int kill = 1; kill <= KILLS; kill++) {
            String round = "kill " + kill + " of seed " + seed;
            try (ChangingProcess process = ChangingProcess.changing(home.directory, first, second)) {
                String line = process.hear();
                assertThat(line).as(round).startsWith("version ");
                process.killAfter(random.nextInt(30_000));
            }
            assertThat(both)
                    .as(round)
                    .contains(Expect.usable(home.store.find(ARN)).material());
            assertThat(home.store.list().problems()).as(round).isEmpty();
            assertThat(home.store.list().certificates()).as(round).hasSizeBetween(1, 1 + kill);
            Expect.usable(home.changes.tag(ARN, Map.of("swept", round)));
            home.assertSwept();
        }
    }

    private ChangingProcess reimporting(StoreHome home, String name) throws Exception {
        return ChangingProcess.reimporting(
                home.directory,
                ChangingProcess.write(temporary, name + "-1", StoreHome.client("partner-a")),
                ChangingProcess.write(temporary, name + "-2", StoreHome.client("partner-a")),
                ROUNDS);
    }

    private static void reimport(StoreHome home, int times) {
        List<KeyedChain> both = List.of(StoreHome.client("partner-a"), StoreHome.client("partner-a"));
        for (int i = 0; i < times; i++) {
            Expect.usable(home.changes.reimport(ARN, both.get(i % 2)));
        }
    }
}
