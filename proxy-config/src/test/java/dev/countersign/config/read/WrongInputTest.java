package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each case of wrong-inputs.txt gives exactly the problems written under it. */
final class WrongInputTest {
    private static final String NAME = "## ";
    private static final String EXPECTED = "! ";

    /** One case: the base configuration with some of its lines replaced, and what is to be said about it. */
    private record Case(String name, List<String> edits, List<String> expected) {
        String yaml() {
            List<String> base = Readings.BASE.lines().toList();
            StringBuilder yaml = new StringBuilder();
            for (int line = 1; line <= base.size(); line++) {
                String mark = line + "|";
                List<String> replacements =
                        edits.stream().filter(edit -> edit.startsWith(mark)).toList();
                if (replacements.isEmpty()) {
                    yaml.append(base.get(line - 1)).append('\n');
                }
                replacements.forEach(
                        edit -> yaml.append(edit.substring(mark.length())).append('\n'));
            }
            return yaml.toString();
        }
    }

    @Test
    void unchangedBaseIsValid() {
        assertThat(Readings.problems(Readings.BASE)).isEmpty();
    }

    @Test
    void tableIsLongEnough() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
    }

    @TestFactory
    Stream<DynamicTest> everyWrongInputIsExplainedExactly() {
        return cases().stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.name(),
                        () -> assertThat(Readings.problems(it.yaml())).containsExactlyElementsOf(it.expected())));
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String line : Readings.resource("wrong-inputs.txt").lines().toList()) {
            if (line.startsWith(NAME)) {
                cases.add(new Case(line.substring(NAME.length()), new ArrayList<>(), new ArrayList<>()));
            } else if (line.startsWith(EXPECTED)) {
                cases.get(cases.size() - 1).expected().add(line.substring(EXPECTED.length()));
            } else if (line.matches("[0-9]+\\|.*")) {
                cases.get(cases.size() - 1).edits().add(line);
            }
        }
        assertThat(cases).allSatisfy(it -> assertThat(it.expected()).isNotEmpty());
        return cases;
    }
}
