package dev.countersign.certs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.OwnFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages files of every kind: each is read or refused in words, quickly, and without a word of the key. A run is repeated
 * with {@code -Dcountersign.fuzz.seed}, lengthened with {@code -Dcountersign.fuzz.cases} (the profile {@code fuzz}).
 */
final class DamagedFilesTest {
    private static final long SEED = Long.getLong("countersign.fuzz.seed", new Random().nextLong());
    private static final int CASES = Integer.getInteger("countersign.fuzz.cases", 5_000);

    /** What the rounds a damaged file may demand take at most, on a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private static final int PIECE = 10;
    private static final Pattern KEY_BODY = Pattern.compile("(?s)PRIVATE KEY-----\n(.*?)\n-----END");

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyDamagedFileIsReadOrRefusedInWords() throws Exception {
        System.out.printf("countersign.fuzz.seed=%d countersign.fuzz.cases=%d%n", SEED, CASES);
        Random random = new Random(SEED);
        Damage damage = new Damage(random);
        List<FuzzSeeds.Seed> seeds = FuzzSeeds.in(directory);
        assertThat(seeds)
                .allSatisfy(seed ->
                        assertThat(seed.load().from(written(seed.content()))).isInstanceOf(Loaded.Usable.class));
        Set<String> secrets = secrets(seeds);
        Set<Class<?>> results = new HashSet<>();
        for (int i = 0; i < CASES; i++) {
            FuzzSeeds.Seed seed = seeds.get(random.nextInt(seeds.size()));
            boolean inside = seed.pem() && random.nextInt(4) > 0;
            byte[] damaged = inside ? damage.inABlock(seed.content()) : damage.to(seed.content());
            results.add(read(i, seed, seed.repair().apply(damaged), secrets).getClass());
        }
        assertThat(results).as("seed %d", SEED).contains(Loaded.Unusable.class);
    }

    private Loaded<KeyedChain> read(int number, FuzzSeeds.Seed seed, byte[] damaged, Set<String> secrets)
            throws Exception {
        Path file = written(damaged);
        String which = "case " + number + " of seed " + SEED + ": " + seed;
        long began = System.nanoTime();
        Loaded<KeyedChain> loaded;
        try {
            loaded = seed.load().from(file);
        } catch (RuntimeException | Error thrown) {
            throw new AssertionError(which, thrown);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).as(which).isLessThan(LONGEST);
        String said = loaded.toString();
        assertThat(secrets.stream().filter(said::contains))
                .as("%s said %s", which, said)
                .isEmpty();
        return loaded;
    }

    private Path written(byte[] content) {
        return OwnFile.write(directory.resolve("damaged"), content);
    }

    /** Pieces of every key's base64, and the password. */
    private static Set<String> secrets(List<FuzzSeeds.Seed> seeds) {
        List<String> bodies = new ArrayList<>();
        for (FuzzSeeds.Seed seed : seeds) {
            KEY_BODY.matcher(new String(seed.content(), StandardCharsets.ISO_8859_1))
                    .results()
                    .forEach(key -> bodies.add(key.group(1)));
        }
        Set<String> secrets = new HashSet<>(Set.of(KeyFormat.PASSWORD));
        for (String body : bodies) {
            body.lines().filter(line -> !line.contains(":")).forEach(line -> {
                for (int at = 0; at + PIECE <= line.length(); at += PIECE) {
                    secrets.add(line.substring(at, at + PIECE));
                }
            });
        }
        return secrets;
    }
}
