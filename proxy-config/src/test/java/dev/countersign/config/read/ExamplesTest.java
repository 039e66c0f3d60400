package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file in examples/ is a valid configuration once its secrets exist, beside its CloudFront documents; the other files it
 * names need not.
 */
final class ExamplesTest {
    private static final Pattern SECRET_FILE = Pattern.compile("\\$\\{file:([^}]+)}");

    private static final Pattern DOCUMENT = Pattern.compile("\n    file: (\\S+)");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyExampleLoads() throws IOException {
        List<Path> examples;
        try (Stream<Path> files = Files.list(Readings.root().resolve("examples"))) {
            examples =
                    files.filter(it -> it.toString().endsWith(".yaml")).sorted().toList();
        }
        assertThat(examples).hasSizeGreaterThanOrEqualTo(3);
        return examples.stream()
                .map(example -> DynamicTest.dynamicTest(
                        String.valueOf(example.getFileName()),
                        () -> assertThat(Readings.problems(ConfigReader.read(withSecrets(example), Map.of())))
                                .isEmpty()));
    }

    private Path withSecrets(Path example) throws IOException {
        String yaml = Files.readString(example);
        for (MatchResult named : DOCUMENT.matcher(yaml).results().toList()) {
            Files.copy(example.resolveSibling(named.group(1)), directory.resolve(named.group(1)));
        }
        for (MatchResult named : SECRET_FILE.matcher(yaml).results().toList()) {
            Path secret = directory.resolve(named.group(1));
            Files.createDirectories(secret.resolveSibling("."));
            Files.writeString(secret, "a secret\n");
        }
        return Files.writeString(directory.resolve(example.getFileName()), yaml);
    }
}
