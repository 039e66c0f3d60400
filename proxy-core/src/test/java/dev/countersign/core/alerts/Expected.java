package dev.countersign.core.alerts;

import dev.countersign.testkit.tls.Ending;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of an exchange when its origin breaks off.
 *
 * @param outcome {@code origin.mtls.outcome}
 * @param errorType {@code error.type}
 * @param status the viewer's; 200 is cut off
 * @param getAttempts how many times a GET is tried; {@code all} that are configured
 * @param postAttempts the same for a POST with a body
 */
record Expected(String outcome, String errorType, int status, String getAttempts, String postAttempts) {
    /**
     * The first row that fits is the one. {@code cut} is a reset, a FIN without close_notify, or a close_notify; {@code garbage}
     * is no TLS, or a TLS record that makes no sense.
     *
     * <p>A certificate is rejected by a fatal alert after it, and by a close until the origin's yes: its Finished before TLS 1.3,
     * its first response byte since. Verdicts are not asked for twice; transport is, while nothing has been sent, and after
     * that for GET and HEAD. Once a response has begun, it is what the log tells of, and the viewer is cut off.
     */
    private static final String TABLE = """
            stage             | asked | version | ending           | outcome            | error.type                  | viewer | GET | POST
            before hello      | *     | *       | alert 40, 70, 71 | no_common_tls      | origin_tls_failed           | 502    | 1   | 1
            before hello      | *     | *       | alert            | tls_failed_<alert> | origin_tls_failed           | 502    | 1   | 1
            before hello      | *     | *       | cut              | origin_closed      | origin_closed               | 502    | all | all
            before hello      | *     | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            before hello      | *     | *       | silence          | handshake_timeout  | origin_tls_timeout          | 504    | all | all
            after certificate | yes   | *       | alert            | rejected_<alert>   | client_certificate_rejected | 502    | 1   | 1
            after certificate | yes   | *       | cut              | rejected_silent    | client_certificate_rejected | 502    | 1   | 1
            after certificate | yes   | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after certificate | yes   | TLSv1.2 | silence          | handshake_timeout  | origin_tls_timeout          | 504    | all | all
            after certificate | yes   | TLSv1.3 | silence          | presented          | origin_read_timeout         | 504    | all | 1
            after certificate | no    | TLSv1.2 | alert            | tls_failed_<alert> | origin_tls_failed           | 502    | 1   | 1
            after certificate | no    | TLSv1.2 | cut              | origin_closed      | origin_closed               | 502    | all | all
            after certificate | no    | TLSv1.2 | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after certificate | no    | TLSv1.2 | silence          | handshake_timeout  | origin_tls_timeout          | 504    | all | all
            after finished    | yes   | *       | alert            | rejected_<alert>   | client_certificate_rejected | 502    | 1   | 1
            after finished    | yes   | *       | cut              | rejected_silent    | client_certificate_rejected | 502    | 1   | 1
            after finished    | yes   | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after finished    | yes   | TLSv1.2 | silence          | handshake_timeout  | origin_tls_timeout          | 504    | all | all
            after finished    | yes   | TLSv1.3 | silence          | presented          | origin_read_timeout         | 504    | all | 1
            after finished    | no    | *       | alert            | tls_failed_<alert> | origin_tls_failed           | 502    | 1   | 1
            after finished    | no    | TLSv1.2 | cut              | origin_closed      | origin_closed               | 502    | all | all
            after finished    | no    | TLSv1.3 | cut              | origin_closed      | origin_closed               | 502    | all | 1
            after finished    | no    | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after finished    | no    | TLSv1.2 | silence          | handshake_timeout  | origin_tls_timeout          | 504    | all | all
            after finished    | no    | TLSv1.3 | silence          | not_requested      | origin_read_timeout         | 504    | all | 1
            after request     | yes   | *       | alert            | rejected_<alert>   | client_certificate_rejected | 502    | 1   | 1
            after request     | yes   | TLSv1.2 | cut              | origin_closed      | origin_closed               | 502    | all | 1
            after request     | yes   | TLSv1.3 | cut              | rejected_silent    | client_certificate_rejected | 502    | 1   | 1
            after request     | yes   | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after request     | yes   | *       | silence          | presented          | origin_read_timeout         | 504    | all | 1
            after request     | no    | *       | alert            | tls_failed_<alert> | origin_tls_failed           | 502    | 1   | 1
            after request     | no    | *       | cut              | origin_closed      | origin_closed               | 502    | all | 1
            after request     | no    | *       | garbage          | garbage            | origin_tls_failed           | 502    | 1   | 1
            after request     | no    | *       | silence          | not_requested      | origin_read_timeout         | 504    | all | 1
            mid response      | yes   | *       | silence          | accepted           | origin_read_timeout         | 200    | 1   | 1
            mid response      | yes   | *       | *                | accepted           | origin_closed               | 200    | 1   | 1
            mid response      | no    | *       | silence          | not_requested      | origin_read_timeout         | 200    | 1   | 1
            mid response      | no    | *       | *                | not_requested      | origin_closed               | 200    | 1   | 1
            """;

    private static final List<List<String>> ROWS = TABLE.lines()
            .skip(1)
            .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
            .toList();

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
                                .equals(java.util.Optional.of(row))))
                .toList();
    }

    private static boolean fits(List<String> row, Cell cell) {
        String stage = cell.stage().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return row.get(0).equals(stage)
                && fits(row.get(1), cell.asked() ? "yes" : "no")
                && fits(row.get(2), cell.version())
                && fits(row.get(3), cell.ending());
    }

    private static boolean fits(String pattern, String value) {
        return pattern.equals("*") || pattern.equals(value);
    }

    private static boolean fits(String pattern, Ending ending) {
        if (ending instanceof Ending.Alert alert) {
            return fits(pattern, "alert")
                    || (pattern.startsWith("alert ")
                            && List.of(pattern.substring("alert ".length()).split(", "))
                                    .contains("" + alert.number()));
        }
        return fits(
                pattern,
                switch ((Ending.Wordless) ending) {
                    case RESET, FIN, CLOSE_NOTIFY -> "cut";
                    case GARBAGE, GARBLED_RECORD -> "garbage";
                    case SILENCE -> "silence";
                });
    }
}
