package dev.countersign.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.tls.MtlsOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/failures.md is complete, and says what the code does. */
final class FailuresPageTest {
    /** The rows of the table below that heading, split into cells; its head left out. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean below = false;
        for (String line : Files.readAllLines(Path.of(System.getProperty("countersign.root"), "docs", "failures.md"))) {
            if (line.startsWith("## ")) {
                below = line.equals("## `" + heading + "`");
            } else if (below && line.startsWith("| `")) {
                String inner = line.substring("| ".length(), line.length() - " |".length());
                List<String> cells = Arrays.stream(inner.split(" \\| ", -1))
                        .map(cell -> cell.replace("`", ""))
                        .toList();
                if (!cells.get(0).equals(heading)) {
                    rows.add(cells);
                }
            }
        }
        return rows;
    }

    @Test
    void everyFailureHasItsRowWithItsStatusAndSide() throws IOException {
        List<List<String>> rows = rows("error.type");
        assertThat(rows.stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(
                        Arrays.stream(Failure.values()).map(Failure::label).toList());
        for (List<String> row : rows) {
            Failure failure = Failure.valueOf(row.get(0).toUpperCase(Locale.ROOT));
            assertThat(row.get(1))
                    .as(failure.label())
                    .isEqualTo(failure.status() == 0 ? "none" : "" + failure.status());
            assertThat(row.get(2))
                    .as(failure.label())
                    .isEqualTo(failure.side().name().toLowerCase(Locale.ROOT));
            assertThat(row).hasSize(5).noneMatch(String::isBlank);
        }
    }

    @Test
    void everyOutcomeHasItsRow() throws IOException {
        List<String> expected = new ArrayList<>(Arrays.stream(MtlsOutcome.Plain.values())
                .map(MtlsOutcome::label)
                .toList());
        for (Class<?> kind : MtlsOutcome.class.getPermittedSubclasses()) {
            if (kind == MtlsOutcome.Rejected.class) {
                expected.add("rejected_<alert>");
            } else if (kind == MtlsOutcome.TlsFailed.class) {
                expected.add("tls_failed_<alert>");
            } else if (kind == MtlsOutcome.BackingOff.class) {
                expected.add("backing_off");
            } else {
                assertThat(kind).isEqualTo(MtlsOutcome.Plain.class);
            }
        }
        List<List<String>> rows = rows("origin.mtls.outcome");
        assertThat(rows.stream().map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3).noneMatch(String::isBlank));
    }
}
