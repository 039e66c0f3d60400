package dev.countersign.server.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.distribution.OriginConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class PreparedTest {
    private static final int ROUNDS = 200;

    @TempDir
    private Path directory;

    private Path configuration() throws IOException {
        document("a.example");
        return Files.writeString(directory.resolve("c.yaml"), """
                listeners: [{bind: "127.0.0.1:0"}]
                distributions: [{id: d, file: dist.json}]
                """);
    }

    private void document(String domainName) throws IOException {
        Path next = Files.writeString(directory.resolve("next.json"), """
                {"Origins": {"Quantity": 1, "Items": [{"Id": "a", "DomainName": "%s", "CustomOriginConfig":
                  {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}]},
                 "DefaultCacheBehavior": {"TargetOriginId": "a", "ViewerProtocolPolicy": "allow-all"}}
                """.formatted(domainName));
        Files.move(next, directory.resolve("dist.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String domainName(Prepared prepared) {
        assertThat(prepared).isInstanceOf(Prepared.Ready.class);
        return ((Prepared.Ready) prepared)
                .config().distributions().get(0).origins().stream()
                        .map(OriginConfig::domainName)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void documentBelongsToTheConfiguration() throws IOException {
        Prepared prepared = Prepared.from(configuration());
        assertThat(prepared.files().configuration().files())
                .containsExactlyInAnyOrder(directory.resolve("c.yaml"), directory.resolve("dist.json"));
        assertThat(prepared.files().haveChanged()).isFalse();
        document("b.example");
        assertThat(prepared.files().haveChanged()).isTrue();
    }

    /** The moment is chosen at random; whichever it is, either the change was read or it is noticed. */
    @Test
    void noChangeOfADocumentIsLostWhileItIsRead() throws Exception {
        Path file = configuration();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long usual = 1_000_000;
        for (int round = 0; round < ROUNDS; round++) {
            document("a.example");
            long moment = (long) (random.nextDouble() * usual);
            CyclicBarrier start = new CyclicBarrier(2);
            CompletableFuture<Void> changed = CompletableFuture.runAsync(() -> {
                try {
                    start.await(20, TimeUnit.SECONDS);
                    long begin = System.nanoTime();
                    while (System.nanoTime() - begin < moment) {
                        Thread.onSpinWait();
                    }
                    document("b.example");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            start.await(20, TimeUnit.SECONDS);
            long begin = System.nanoTime();
            Prepared prepared = Prepared.from(file);
            usual = System.nanoTime() - begin;
            changed.get(20, TimeUnit.SECONDS);
            assertThat(domainName(prepared).equals("b.example")
                            || prepared.files().haveChanged())
                    .as("seed %d, round %d", seed, round)
                    .isTrue();
        }
    }
}
