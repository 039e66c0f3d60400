package dev.countersign.core.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.tls.Ending;
import dev.countersign.testkit.tls.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of an exchange when its origin breaks off.
 *
 * @param outcome {@code origin.mtls.outcome}
 * @param errorType {@code error.type}
 * @param status the viewer's; 200 is cut off
 * @param getAttempts how many times a GET is tried: a number, or {@code all} that are configured
 * @param postAttempts the same for a POST with a body
 */
record Expected(String outcome, String errorType, int status, String getAttempts, String postAttempts) {
    private static final String HEADING = "## How an origin breaks off";
    private static final int COLUMNS = 9;

    /**
     * What operators are told in docs/failures.md, row by row; the first that fits is the one. A certificate is rejected by a
     * fatal alert after it, and by a close until the origin's yes: its Finished before TLS 1.3, its first response byte
     * since. Verdicts are not asked for twice; transport is, while nothing has been sent, and after that for GET and HEAD.
     */
    private static final List<List<String>> ROWS = read();

    private static List<List<String>> read() {
        Path page = Path.of(System.getProperty("countersign.root"), "docs", "failures.md");
        try (Stream<String> lines = Files.lines(page)) {
            return lines.dropWhile(line -> !line.equals(HEADING))
                    .dropWhile(line -> !line.startsWith("|---"))
                    .skip(1)
                    .takeWhile(line -> line.startsWith("| "))
                    .map(Expected::cells)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = Arrays.stream(line.substring(1).split("\\|"))
                .map(cell -> cell.replace("`", "").strip())
                .toList();
        assertThat(cells).hasSize(COLUMNS);
        return cells;
    }

    static Expected of(Cell cell) {
        for (List<String> row : ROWS) {
            if (fits(row, cell)) {
                return new Expected(
                        row.get(4).replace("<alert>", cell.alert()),
                        row.get(5),
                        Integer.parseInt(row.get(6)),
                        row.get(7),
                        row.get(8));
            }
        }
        throw new AssertionError("no row for " + cell);
    }

    /** Rows that no way of breaking off fits first. */
    static List<List<String>> unused() {
        return ROWS.stream()
                .filter(row -> Cell.all().stream()
                        .noneMatch(cell -> ROWS.stream()
                                .filter(any -> fits(any, cell))
                                .findFirst()
                                .equals(Optional.of(row))))
                .toList();
    }

    private static boolean fits(List<String> row, Cell cell) {
        return fits(row.get(0), stage(cell.stage()))
                && fits(row.get(1), cell.asked() ? "yes" : "no")
                && fits(row.get(2), cell.version().substring("TLSv".length()))
                && fits(row.get(3), cell.ending());
    }

    private static String stage(Stage stage) {
        return switch (stage) {
            case BEFORE_HELLO -> "before hello";
            case AFTER_CERTIFICATE -> "after certificate";
            case AFTER_FINISHED -> "after Finished";
            case AFTER_REQUEST -> "after request";
            case MID_RESPONSE -> "mid-response";
        };
    }

    private static boolean fits(String values, String value) {
        return values.equals("any") || List.of(values.split(", ")).contains(value);
    }

    private static boolean fits(String values, Ending ending) {
        if (ending instanceof Ending.Alert alert) {
            boolean some = values.startsWith("alert ");
            return some ? fits(values.substring("alert ".length()), "" + alert.number()) : fits(values, "alert");
        }
        return fits(
                values,
                switch ((Ending.Wordless) ending) {
                    case RESET, FIN, CLOSE_NOTIFY -> "cut";
                    case GARBAGE, GARBLED_RECORD -> "garbage";
                    case SILENCE -> "silence";
                });
    }
}
