package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every file in examples/ is a valid configuration, whether or not the files it names exist. */
final class ExamplesTest {
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
                        () -> assertThat(Readings.problems(ConfigReader.read(example, Map.of())))
                                .isEmpty()));
    }
}
