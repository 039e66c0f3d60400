package dev.countersign.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The house rules of STYLE.md over every source file, and for each rule a sample that breaks it. */
final class TidyTest {
    private static final String MAIN = "m/src/main/java/dev/countersign/m/Sample.java";
    private static final String TEST = "m/src/test/java/dev/countersign/m/Sample.java";

    private static List<SourceFile> files = List.of();

    @BeforeAll
    static void parse() {
        files = SourceTree.javaFiles();
    }

    @Test
    void everyModuleIsRead() {
        assertThat(files)
                .extracting(file -> file.name().substring(0, file.name().indexOf('/')))
                .contains("testkit", "certs", "proxy-config", "proxy-core", "proxy-server", "benchmarks");
    }

    @Test
    void everyFileKeepsItsShape() {
        assertThat(files.stream().flatMap(file -> ShapeRules.findings(file).stream()))
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatItAnswers() {
        assertThat(PackageRules.findings(files)).isEmpty();
    }

    @Test
    void noJavaFileHasAnEmptyNameOrAMark() {
        assertThat(files.stream().flatMap(file -> WordRules.javaFindings(file).stream()))
                .isEmpty();
    }

    @Test
    void noOtherFileNamesAMachineOrLeavesAMark() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path path : otherTextFiles()) {
            findings.addAll(
                    WordRules.lineFindings(SourceTree.root().relativize(path).toString(), Files.readString(path)));
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void longFilesAreFound() {
        assertThat(shape(MAIN, "final class Sample {}\n" + "\n".repeat(400)))
                .containsExactly("401 lines, more than 400");
        assertThat(shape(TEST, "final class Sample {}\n" + "\n".repeat(600)))
                .containsExactly("601 lines, more than 600");
        assertThat(shape(TEST, "final class Sample {}\n" + "\n".repeat(599))).isEmpty();
    }

    @Test
    void longMethodsAreFound() {
        String open = "final class Sample {\n/** Not\n counted. */\n@Deprecated\nvoid m() {\n";
        assertThat(shape(MAIN, open + "\n".repeat(58) + "}\n}")).containsExactly("method m has 61 lines, more than 60");
        assertThat(shape(MAIN, open + "\n".repeat(57) + "}\n}")).isEmpty();
    }

    @Test
    void longArgumentListsAreFoundExceptInRecords() {
        String seven = "int a, int b, int c, int d, int e, int f, int g";
        assertThat(shape(MAIN, "final class Sample { void m(" + seven + ") {} }"))
                .containsExactly("m takes 7 arguments, more than 6");
        assertThat(shape(MAIN, "final class Sample { Sample(" + seven + ") {} }"))
                .containsExactly("<init> takes 7 arguments, more than 6");
        assertThat(shape(MAIN, "record Sample(" + seven + ") { Sample { } }")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class Sample {}",
                "abstract class Sample {}",
                "final class Sample { static class Inner {} }",
                "final class Sample { protected int field; }",
                "final class Sample { protected void m() {} }",
                "final class Sample { protected Sample() {} }",
                "final class Sample { protected static final class Inner {} }"
            })
    void openClassesAndProtectedMembersAreFound(String sample) {
        assertThat(shape(MAIN, sample)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final class Sample { @Override protected void decode() {} }",
                "sealed abstract class Sample permits A {} final class A extends Sample {}",
                "interface Sample { enum Kind { A { } } }",
                "@State(Scope.Thread) public class Sample {}",
                "final class Sample { Object o = new Object() { }; }"
            })
    void closedClassesPass(String sample) {
        assertThat(shape(MAIN, sample)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "package dev.countersign.util; final class Sample {}",
                "final class SampleHelper {}",
                "final class PoolManager {}",
                "interface Impl {}",
                "final class Sample {} // TO" + "DO later",
                "final class Sample {\n    // return 1;\n}",
                "final class Sample { String path = \"/ro" + "ot/x\"; }",
                "final class Sample { String host = \"repo.ma" + "ven.apache.org\"; }"
            })
    void emptyNamesMarksAndMachinesAreFound(String sample) {
        assertThat(WordRules.javaFindings(SourceFile.of(MAIN, sample))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"final class OriginKeyManager {}", "final class CommonName {}", "final class Sample {} // Why."})
    void tellingNamesPass(String sample) {
        assertThat(WordRules.javaFindings(SourceFile.of(MAIN, sample))).isEmpty();
    }

    @Test
    void packagesWithoutAWordOrWithTooManyFilesAreFound() {
        SourceFile alone = SourceFile.of(MAIN, "final class Sample {}");
        assertThat(PackageRules.findings(List.of(alone))).hasSize(1);
        SourceFile silent = SourceFile.of("m/src/main/java/m/package-info.java", "package m;\n");
        assertThat(PackageRules.findings(List.of(silent))).hasSize(2);
        List<SourceFile> many = new ArrayList<>(Collections.nCopies(20, alone));
        many.add(SourceFile.of(alone.directory() + "/package-info.java", "/** What? */\n@NullMarked\npackage m;\n"));
        assertThat(PackageRules.findings(many))
                .singleElement()
                .hasToString(alone.directory() + ":0: 21 files, more than 20");
    }

    private static Stream<String> shape(String name, String text) {
        return ShapeRules.findings(SourceFile.of(name, text)).stream().map(Finding::sentence);
    }

    /** Scripts, pages, poms and examples: what a reader of the repository sees besides Java. */
    private static List<Path> otherTextFiles() throws IOException {
        Set<String> skipped = Set.of("target", ".git", "java");
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(SourceTree.root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return skipped.contains(String.valueOf(directory.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = String.valueOf(file.getFileName());
                boolean text = name.matches(".*\\.(md|xml|yaml|yml|properties|sh)|run|countersign");
                if (text) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found;
    }
}
