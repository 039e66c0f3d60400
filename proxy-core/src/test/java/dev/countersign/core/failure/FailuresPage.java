package dev.countersign.core.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** docs/failures.md, read. */
final class FailuresPage {
    private FailuresPage() {}

    /** The rows of the table below that heading, split into cells; its head left out. */
    static List<List<String>> rows(String heading) throws IOException {
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

    /** The one row that begins with {@code first}; fails the test where there is none. */
    static List<String> row(String heading, String first) throws IOException {
        return rows(heading).stream()
                .filter(row -> row.get(0).equals(first))
                .findFirst()
                .orElseThrow(() -> new AssertionError(heading + " has no row for " + first));
    }
}
