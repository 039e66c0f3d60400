package dev.countersign.source;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Maven compiled so far, of every module. */
final class CompiledClasses {
    private static final String SAMPLES = "dev.countersign.source.sample";

    private CompiledClasses() {}

    /** What ships, and what measures and tests it. */
    static JavaClasses main() {
        return under("target/classes");
    }

    static JavaClasses tests() {
        return under("target/test-classes")
                .that(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(SAMPLES + "..")));
    }

    /** Classes that break the rules on purpose. */
    static JavaClasses samples() {
        return new ClassFileImporter().importPackages(SAMPLES);
    }

    private static JavaClasses under(String output) {
        try (Stream<Path> modules = Files.list(SourceTree.root())) {
            List<Path> directories = modules.map(module -> module.resolve(output))
                    .filter(Files::isDirectory)
                    .toList();
            return new ClassFileImporter().importPaths(directories);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
