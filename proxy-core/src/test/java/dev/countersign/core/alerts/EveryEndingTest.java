package dev.countersign.core.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.tls.BrokenTls;
import dev.countersign.testkit.tls.Stage;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way for an origin to break off, at every stage, has its name, and the same one with either TLS engine. */
final class EveryEndingTest {
    private static final int ATTEMPTS = 3;
    private static final int SILENT_ATTEMPTS = 2;
    private static final int SILENT_AT_ONCE = 80;
    private static final List<String> METHODS = List.of("GET", "POST");

    @TempDir
    static Path directory;

    private static final Map<Cell, Broken> ORIGINS = new LinkedHashMap<>();
    private static final Map<TlsEngine, RunningProxy> PROXIES = new EnumMap<>(TlsEngine.class);
    private static Partners partners;

    private record Broken(String id, BrokenTls script, ScriptedOrigin origin) {}

    /** What an origin has seen. */
    private record Seen(int connections, int certificates, int requests) {
        static Seen by(Broken broken) {
            return new Seen(
                    broken.origin().connections(),
                    broken.script().shown(),
                    broken.script().requests());
        }

        Seen since(Seen before) {
            return new Seen(
                    connections - before.connections, certificates - before.certificates, requests - before.requests);
        }
    }

    @BeforeAll
    static void start() {
        partners = new Partners(directory);
        List<OriginEntry> entries = new ArrayList<>();
        Cell.all().forEach(cell -> {
            BrokenTls script =
                    new BrokenTls(partners.server, cell.version(), cell.asked(), cell.stage(), cell.ending());
            ScriptedOrigin origin = ScriptedOrigin.plain(script);
            String id = "o" + ORIGINS.size();
            ORIGINS.put(cell, new Broken(id, script, origin));
            OriginEntry entry = partners.entry(id, origin.port(), partners.a);
            entries.add(
                    cell.isSilent()
                            ? entry.with("connectionAttempts: " + SILENT_ATTEMPTS)
                                    .with("connectionTimeout: 1")
                                    .withCustom("originReadTimeout: 1")
                            : entry.with("connectionAttempts: " + ATTEMPTS));
        });
        for (TlsEngine engine : Ways.engines()) {
            PROXIES.put(engine, RunningProxy.start(directory, OriginEntry.together(entries), engine));
        }
    }

    @AfterAll
    static void stop() {
        PROXIES.values().forEach(RunningProxy::close);
        PROXIES.clear();
        ORIGINS.values().forEach(broken -> broken.origin().close());
        ORIGINS.clear();
    }

    static List<Arguments> loudWays() {
        List<Arguments> ways = new ArrayList<>();
        for (Cell cell : Cell.all()) {
            if (!cell.isSilent()) {
                Ways.engines().forEach(engine -> ways.add(Arguments.of(cell, engine)));
            }
        }
        return ways;
    }

    @ParameterizedTest
    @MethodSource("loudWays")
    void endingHasItsNameAndItsAnswer(Cell cell, TlsEngine engine) throws Exception {
        RunningProxy proxy = PROXIES.get(engine);
        for (String method : cell.isAlert() && !cell.alert().equals("unknown_ca") ? List.of("GET") : METHODS) {
            Seen before = Seen.by(ORIGINS.get(cell));
            ask(proxy, cell, method);
            check(cell, method, lineOf(cell, proxy), Seen.by(ORIGINS.get(cell)).since(before));
        }
    }

    /** What an earlier failure of this test has left is passed over. */
    private static LogLine lineOf(Cell cell, RunningProxy proxy) {
        LogLine line = proxy.log().next();
        while (!line.get("origin").equals(ORIGINS.get(cell).id())) {
            line = proxy.log().next();
        }
        return line;
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void silenceHasItsNameAndItsAnswer(TlsEngine engine) throws Exception {
        RunningProxy proxy = PROXIES.get(engine);
        List<Cell> silent = Cell.all().stream().filter(Cell::isSilent).toList();
        ExecutorService viewers = Executors.newFixedThreadPool(SILENT_AT_ONCE);
        try {
            for (String method : METHODS) {
                Map<String, Seen> before = new HashMap<>();
                silent.forEach(cell -> before.put(ORIGINS.get(cell).id(), Seen.by(ORIGINS.get(cell))));
                List<Future<?>> asked = new ArrayList<>();
                silent.forEach(cell -> asked.add(viewers.submit(() -> {
                    ask(proxy, cell, method);
                    return null;
                })));
                for (Future<?> viewer : asked) {
                    viewer.get(30, TimeUnit.SECONDS);
                }
                Map<String, LogLine> lines = new HashMap<>();
                proxy.log().next(silent.size()).forEach(line -> lines.put(line.get("origin"), line));
                for (Cell cell : silent) {
                    Broken broken = ORIGINS.get(cell);
                    check(cell, method, lines.get(broken.id()), Seen.by(broken).since(before.get(broken.id())));
                }
            }
        } finally {
            viewers.shutdownNow();
        }
    }

    @Test
    void everyRowOfTheTableIsNeeded() {
        assertThat(Expected.unused()).isEmpty();
    }

    /** Is the viewer told what it is to be told? */
    private static void ask(RunningProxy proxy, Cell cell, String method) throws IOException {
        Expected expected = Expected.of(cell);
        Broken broken = ORIGINS.get(cell);
        String length = method.equals("POST") ? "Content-Length: 1\r\n\r\nx" : "\r\n";
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(method + " /" + broken.id() + "/ HTTP/1.1\r\nHost: shop.test\r\n" + length);
            if (cell.stage() == Stage.MID_RESPONSE) {
                assertThat(viewer.readHead()).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(viewer.readExactly("the beginning".length()))
                        .asString()
                        .isEqualTo("the beginning");
                broken.script().begun();
                assertThat(viewer.closed()).as("cut").isTrue();
            } else {
                RawResponse page = viewer.readResponse();
                assertThat(page.status()).isEqualTo(expected.status());
                assertThat(page.header("X-Cache")).containsExactly("Error from countersign");
                assertThat(page.text())
                        .contains(Failure.valueOf(expected.errorType().toUpperCase(Locale.ROOT))
                                .sentence())
                        .doesNotContain("alert", "certificate", "TLS");
            }
        }
    }

    /** Does the log say what happened, and did the origin see what it was to see? */
    private static void check(Cell cell, String method, LogLine line, Seen seen) {
        Expected expected = Expected.of(cell);
        String given = method.equals("GET") ? expected.getAttempts() : expected.postAttempts();
        int all = cell.isSilent() ? SILENT_ATTEMPTS : ATTEMPTS;
        int attempts = given.equals("all") ? all : Integer.parseInt(given);
        String identity = cell.isShown() ? MtlsFacts.sha256(partners.a) : "";
        String alert = cell.stage() == Stage.MID_RESPONSE ? "" : cell.alert();

        Map<String, String> told = new LinkedHashMap<>();
        told.put("origin.mtls.outcome", expected.outcome());
        told.put("error.type", expected.errorType());
        told.put("http.response.status_code", "" + expected.status());
        told.put("origin.attempts", "" + attempts);
        told.put("origin.mtls.requested", "" + cell.isShown());
        told.put("origin.mtls.presented", "" + cell.isShown());
        told.put("origin.mtls.identity", identity);
        told.put("origin.tls.alert", alert);
        Map<String, String> actual = new LinkedHashMap<>();
        told.keySet().forEach(key -> actual.put(key, line.get(key)));
        assertThat(actual).as("%s %s: %s", method, cell, line).isEqualTo(told);

        assertThat(seen)
                .as("%s %s", method, cell)
                .isEqualTo(new Seen(attempts, cell.isShown() ? attempts : 0, cell.isRequested() ? attempts : 0));
    }
}
