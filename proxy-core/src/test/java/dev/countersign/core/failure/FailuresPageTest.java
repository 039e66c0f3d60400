package dev.countersign.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.tls.MtlsOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/failures.md is complete, and says what the code does. */
final class FailuresPageTest {
    @Test
    void everyFailureHasItsRowWithItsStatusAndSide() throws IOException {
        List<List<String>> rows = FailuresPage.rows("error.type");
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
        List<List<String>> rows = FailuresPage.rows("origin.mtls.outcome");
        assertThat(rows.stream().map(row -> row.get(0))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(3).noneMatch(String::isBlank));
    }

    @Test
    void everyDetailedResultTypeHasItsRowWithItsFailures() throws IOException {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (Failure failure : Failure.values()) {
            expected.computeIfAbsent(failure.detailedResultType(), it -> new ArrayList<>())
                    .add(failure.label());
        }
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (List<String> row : FailuresPage.rows("detailed_result_type")) {
            assertThat(row).hasSize(3).noneMatch(String::isBlank);
            rows.put(row.get(0), List.of(row.get(1).split(", ")));
        }
        assertThat(rows).isEqualTo(expected);
    }
}
