package dev.countersign.core.alerts;

import dev.countersign.core.tls.Alert;
import dev.countersign.testkit.tls.Ending;
import dev.countersign.testkit.tls.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One way for an origin to break off.
 *
 * @param version the only one the origin speaks
 * @param asked the origin asks for a certificate
 */
record Cell(Stage stage, boolean asked, String version, Ending ending) {
    /** Those that origins send, and meant for clients. */
    static final int[] ALERTS = {40, 42, 43, 44, 45, 46, 47, 48, 49, 51, 70, 71, 80, 86, 112, 116, 120};

    /** Every way there is. */
    static List<Cell> all() {
        List<Ending> endings = new ArrayList<>(List.of(Ending.Wordless.values()));
        Arrays.stream(ALERTS).mapToObj(Ending.Alert::new).forEach(endings::add);
        List<Cell> cells = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            for (boolean asked : new boolean[] {true, false}) {
                for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    if (exists(stage, asked, version)) {
                        endings.forEach(ending -> cells.add(new Cell(stage, asked, version, ending)));
                    }
                }
            }
        }
        return cells;
    }

    /** Under TLS 1.3 nothing of the client's stands between its hello and its Finished, unless it is asked. */
    private static boolean exists(Stage stage, boolean asked, String version) {
        return stage != Stage.AFTER_CERTIFICATE || asked || version.equals("TLSv1.2");
    }

    boolean isSilent() {
        return ending == Ending.Wordless.SILENCE;
    }

    boolean isAlert() {
        return ending instanceof Ending.Alert;
    }

    /** The alert's name; empty for none. */
    String alert() {
        return ending instanceof Ending.Alert alert
                ? Alert.ofNumber(alert.number()).label()
                : "";
    }

    /** The origin has come to see our certificate. */
    boolean isShown() {
        return asked && stage != Stage.BEFORE_HELLO;
    }

    /** The origin has come to read the request. */
    boolean isRequested() {
        return stage.compareTo(Stage.AFTER_REQUEST) >= 0;
    }
}
