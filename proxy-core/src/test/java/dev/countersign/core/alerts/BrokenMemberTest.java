package dev.countersign.core.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.failover.Groups;
import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.tls.BrokenTls;
import dev.countersign.testkit.tls.Ending;
import dev.countersign.testkit.tls.Stage;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is asked next, where an origin breaks off: a group's second member, or the same origin under the other identity. */
final class BrokenMemberTest {
    /** The alerts that say of a certificate that another one might do. */
    private static final Set<Integer> BLAMING = Set.of(42, 43, 44, 45, 46, 48, 49);

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static BrokenTls broken(Stage stage, String version, Ending ending) {
        return new BrokenTls(partners.server, version, true, stage, ending);
    }

    /** {@code criteria} under which a first member that is broken so is given up after that many attempts, for that reason. */
    private record Broken(
            Stage stage, String version, Ending ending, String criteria, String reason, int attemptsAtFirst) {}

    static List<Arguments> failovers() {
        Ending alert = new Ending.Alert(48);
        String rejected = "client_certificate_rejected";
        List<Broken> rows = List.of(
                new Broken(Stage.AFTER_CERTIFICATE, "TLSv1.2", alert, "[502]", rejected, 1),
                new Broken(Stage.AFTER_CERTIFICATE, "TLSv1.3", alert, "[502]", rejected, 1),
                new Broken(Stage.AFTER_REQUEST, "TLSv1.3", Ending.Wordless.FIN, "[502]", rejected, 1),
                new Broken(Stage.AFTER_REQUEST, "TLSv1.2", Ending.Wordless.RESET, "[502]", "origin_closed", 2),
                new Broken(Stage.AFTER_FINISHED, "TLSv1.3", Ending.Wordless.GARBAGE, "[502]", "origin_tls_failed", 1),
                new Broken(Stage.BEFORE_HELLO, "TLSv1.2", Ending.Wordless.SILENCE, "[503]", "origin_tls_timeout", 2));
        return rows.stream()
                .flatMap(row -> Ways.engines().stream().map(engine -> Arguments.of(row, engine)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("failovers")
    void secondMemberAnswersInstead(Broken row, TlsEngine engine) throws Exception {
        try (ScriptedOrigin first = ScriptedOrigin.plain(broken(row.stage, row.version, row.ending));
                ScriptedOrigin second = answering();
                RunningProxy proxy = group(row.criteria, first, second, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(line.get("failover.reason")).isEqualTo(row.reason);
            assertThat(line.get("origin.attempts")).isEqualTo("" + (row.attemptsAtFirst + 1));
            assertThat(line.get("error.type")).isEmpty();
            assertThat(first.connections()).isEqualTo(row.attemptsAtFirst);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void secondMemberIsNotAskedForWhatIsNoCriterion(TlsEngine engine) throws Exception {
        try (ScriptedOrigin first =
                        ScriptedOrigin.plain(broken(Stage.AFTER_CERTIFICATE, "TLSv1.3", new Ending.Alert(48)));
                ScriptedOrigin second = answering();
                RunningProxy proxy = group("[503, 504]", first, second, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("client_certificate_rejected");
            assertThat(second.connections()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void secondMemberIsNotAskedOnceTheFirstOnesResponseHasBegun(TlsEngine engine) throws Exception {
        BrokenTls script = broken(Stage.MID_RESPONSE, "TLSv1.3", new Ending.Alert(48));
        try (ScriptedOrigin first = ScriptedOrigin.plain(script);
                ScriptedOrigin second = answering();
                RunningProxy proxy = group("[500, 502, 503, 504]", first, second, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
            viewer.readExactly("the beginning".length());
            script.begun();
            assertThat(viewer.closed()).isTrue();
            assertThat(proxy.log().next().get("error.type")).isEqualTo("origin_closed");
            assertThat(second.connections()).isZero();
        }
    }

    private static ScriptedOrigin answering() {
        return ScriptedOrigin.plain(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
        });
    }

    private static RunningProxy group(String criteria, ScriptedOrigin first, ScriptedOrigin second, TlsEngine engine) {
        OriginEntry entry = partners.entry("a", first.port(), partners.a)
                .with("connectionAttempts: 2")
                .with("connectionTimeout: 1");
        return RunningProxy.start(directory, Groups.of(criteria, entry, OriginEntry.http("b", second.port())), engine);
    }

    static List<Arguments> rejections() {
        List<Arguments> rows = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
                for (Stage stage : new Stage[] {Stage.AFTER_CERTIFICATE, Stage.AFTER_REQUEST}) {
                    rows.add(Arguments.of(engine, version, stage));
                }
            }
        }
        return rows;
    }

    /** Only an alert about the certificate is an invitation to show another one. */
    @ParameterizedTest
    @MethodSource("rejections")
    void fallbackIsShownWhereTheAlertBlamesTheIdentity(TlsEngine engine, String version, Stage stage) throws Exception {
        List<Ending> endings = new ArrayList<>(List.of(
                Ending.Wordless.RESET, Ending.Wordless.FIN, Ending.Wordless.CLOSE_NOTIFY, Ending.Wordless.GARBAGE));
        for (int alert : Cell.ALERTS) {
            endings.add(new Ending.Alert(alert));
        }
        List<ScriptedOrigin> origins = new ArrayList<>();
        List<OriginEntry> entries = new ArrayList<>();
        for (Ending ending : endings) {
            ScriptedOrigin origin = ScriptedOrigin.plain(broken(stage, version, ending));
            entries.add(partners.entry("o" + origins.size(), origin.port(), partners.a, partners.b)
                    .with("connectionAttempts: 1"));
            origins.add(origin);
        }
        try (RunningProxy proxy = RunningProxy.start(directory, OriginEntry.together(entries), engine)) {
            for (int i = 0; i < endings.size(); i++) {
                boolean turns = endings.get(i) instanceof Ending.Alert alert && BLAMING.contains(alert.number());
                RawResponse page = Asked.get(proxy, "/o" + i + "/");
                LogLine line = proxy.log().next();
                assertThat(page.status()).isEqualTo(502);
                assertThat(line.get("origin.attempts")).as("%s", endings.get(i)).isEqualTo(turns ? "2" : "1");
                assertThat(line.get("origin.mtls.fallback"))
                        .as("%s", endings.get(i))
                        .isEqualTo(turns ? "true" : "");
                assertThat(line.get("origin.mtls.identity"))
                        .as("%s", endings.get(i))
                        .isEqualTo(MtlsFacts.sha256(turns ? partners.b : partners.a));
                assertThat(origins.get(i).connections()).isEqualTo(turns ? 2 : 1);
            }
        } finally {
            origins.forEach(ScriptedOrigin::close);
        }
    }
}
