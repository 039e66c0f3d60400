package dev.countersign.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The checkout that is being tested. */
final class SourceTree {
    private SourceTree() {}

    /** The directory of the root pom. */
    static Path root() {
        return Path.of(Objects.requireNonNull(
                System.getProperty("countersign.root"), "run through Maven, which sets countersign.root"));
    }

    /** Every Java source of every module, main and test, in a stable order. */
    static List<SourceFile> javaFiles() {
        try (Stream<Path> modules = Files.list(root())) {
            return SourceFile.read(modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(SourceTree::javaFilesUnder)
                    .sorted()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFilesUnder(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(path -> path.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
