package dev.countersign.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The tree finds what trying every pattern in its order would find. */
final class PathTrieTest {
    /** Few letters, so that beginnings are shared, nested and equal. */
    private static final String LETTERS = "aab/";

    private static final String WITH_WILDCARDS = LETTERS + LETTERS + "*?";

    private static int first(PathTrie trie, String path) {
        byte[] bytes = ("GET " + path + " ").getBytes(StandardCharsets.US_ASCII);
        return trie.first(bytes, 4, bytes.length - 1);
    }

    private static int firstByTryingAll(PathPattern[] patterns, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);
        return IntStream.range(0, patterns.length)
                .filter(i -> patterns[i].matches(bytes, 0, bytes.length))
                .findFirst()
                .orElse(PathTrie.NONE);
    }

    private static String text(Random random, String letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @RepeatedTest(50)
    void randomPatternsAreFoundAsByTryingAllInOrder() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        PathPattern[] patterns = new PathPattern[random.nextInt(200)];
        String[] texts = new String[patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            texts[i] = text(random, random.nextInt(4) == 0 ? LETTERS : WITH_WILDCARDS, 8);
            patterns[i] = PathPattern.of(texts[i]);
        }
        PathTrie trie = PathTrie.of(patterns);
        for (int i = 0; i < 500; i++) {
            String path = random.nextInt(50) == 0 ? "*" : "/" + text(random, LETTERS, 10);
            assertThat(first(trie, path))
                    .as("seed %d, path %s, patterns %s", seed, path, String.join(" ", texts))
                    .isEqualTo(firstByTryingAll(patterns, path));
        }
    }

    @Test
    void noPatternsAnswerNothing() {
        assertThat(first(PathTrie.of(new PathPattern[0]), "/a")).isEqualTo(PathTrie.NONE);
    }

    @Test
    void nestedBeginningsKeepTheirOrder() {
        PathPattern[] patterns = IntStream.range(0, 200)
                .mapToObj(i -> PathPattern.of("/" + "a".repeat(200 - i) + "*"))
                .toArray(PathPattern[]::new);
        PathTrie trie = PathTrie.of(patterns);
        for (int length = 1; length <= 200; length++) {
            assertThat(first(trie, "/" + "a".repeat(length) + "b")).isEqualTo(200 - length);
        }
    }
}
