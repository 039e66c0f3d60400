package dev.countersign.config.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.ConfigResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case of wrong-documents.txt gives exactly the problems, or else the warnings, written under it. */
final class WrongDocumentTest {
    private static final String NAME = "## ";
    private static final String PROBLEM = "! ";
    private static final String WARNING = "? ";
    private static final String YAML = "y|";

    @TempDir
    Path directory;

    private record Case(String name, List<String> edits, List<String> problems, List<String> warnings) {
        String document() {
            List<String> base = Documents.BASE.lines().toList();
            StringBuilder document = new StringBuilder();
            for (int line = 1; line <= base.size(); line++) {
                String mark = line + "|";
                List<String> replacements =
                        edits.stream().filter(edit -> edit.startsWith(mark)).toList();
                if (replacements.isEmpty()) {
                    document.append(base.get(line - 1)).append('\n');
                }
                replacements.forEach(
                        edit -> document.append(edit.substring(mark.length())).append('\n'));
            }
            return document.toString();
        }

        String yaml() {
            StringBuilder yaml = new StringBuilder(Documents.YAML);
            edits.stream()
                    .filter(edit -> edit.startsWith(YAML))
                    .forEach(edit -> yaml.append(edit.substring(YAML.length())).append('\n'));
            return yaml.toString();
        }
    }

    @Test
    void unchangedBaseIsValidWithoutWarnings() {
        assertThat(Documents.warnings(Documents.read(directory, Documents.BASE)))
                .isEmpty();
    }

    @Test
    void tableIsLongEnough() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(70);
    }

    /** The rows of the checklist whose test is a document that is wrong, or nearly so. */
    @ParameterizedTest
    @ValueSource(strings = {"CF-2", "CF-3", "CF-4", "CF-6", "CF-8", "CF-17", "CL-4"})
    void rowOfTheChecklistIsInTheTable(String row) {
        assertThat(cases()).anyMatch(it -> it.name().startsWith(row + ": "));
    }

    @TestFactory
    Stream<DynamicTest> everyWrongDocumentIsExplainedExactly() {
        return cases().stream().map(it -> DynamicTest.dynamicTest(it.name(), () -> check(it)));
    }

    private void check(Case it) {
        ConfigResult result = Documents.read(directory, it.document(), it.yaml());
        assertThat(Documents.problems(result)).containsExactlyElementsOf(it.problems());
        if (it.problems().isEmpty()) {
            assertThat(Documents.warnings(result)).containsExactlyElementsOf(it.warnings());
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String line : Documents.resource("wrong-documents.txt").lines().toList()) {
            Case last = cases.isEmpty() ? null : cases.get(cases.size() - 1);
            if (line.startsWith(NAME)) {
                cases.add(new Case(
                        line.substring(NAME.length()), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            } else if (last != null && line.startsWith(PROBLEM)) {
                last.problems().add(line.substring(PROBLEM.length()));
            } else if (last != null && line.startsWith(WARNING)) {
                last.warnings().add(line.substring(WARNING.length()));
            } else if (last != null && line.matches("([0-9]+|y)\\|.*")) {
                last.edits().add(line);
            }
        }
        assertThat(cases)
                .allSatisfy(
                        it -> assertThat(it.problems().size() + it.warnings().size())
                                .as(it.name())
                                .isPositive());
        return cases;
    }
}
