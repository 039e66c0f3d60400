package dev.countersign.core.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import dev.countersign.testkit.origin.server.Sighting;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to ask × every way to be configured × TLS versions × full or resumed × fresh or pooled × TLS engines, against every
 * make of real origin: what the log says is what the origin saw. nginx everywhere, in a container where there is Docker, the others
 * where {@code CI=true} demands them.
 */
final class HandshakeMatrixTest {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    @TempDir
    static Path directory;

    /** One for each way to ask, because a container takes its time to start: it speaks both versions. */
    private static final Map<Asking, RealOrigin> CONTAINERS = new EnumMap<>(Asking.class);

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    @AfterAll
    static void endContainers() {
        CONTAINERS.values().forEach(RealOrigin::close);
        CONTAINERS.clear();
    }

    /** Cells that need one origin and one proxy: they differ in resumption and pooling alone. */
    private record Column(RealServer origin, Asking asking, Configured configured, String version) {
        Cell cell(boolean resumed, boolean pooled) {
            return new Cell(origin, asking, configured, version, resumed, pooled);
        }

        Stream<Cell> cells() {
            return Stream.of(cell(false, false), cell(false, true), cell(true, false), cell(true, true));
        }
    }

    private static List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (RealServer origin : RealServer.values()) {
            for (Asking asking : Asking.values()) {
                for (Configured configured : Configured.values()) {
                    VERSIONS.forEach(version -> columns.add(new Column(origin, asking, configured, version)));
                }
            }
        }
        return columns;
    }

    /** For {@link #logSaysWhatTheOriginSaw}. */
    static Stream<Arguments> columnsAndEngines() {
        return columns().stream()
                .flatMap(column -> Ways.engines().stream()
                        .map(engine -> Arguments.of(
                                column.origin(), column.asking(), column.configured(), column.version(), engine)));
    }

    @Test
    void cellsThatCannotExistAreTheseAndNoOthers() {
        Map<Nonexistent, Integer> counts = new EnumMap<>(Nonexistent.class);
        List<Cell> cells = columns().stream().flatMap(Column::cells).toList();
        cells.forEach(cell -> Nonexistent.reason(cell).ifPresent(reason -> counts.merge(reason, 1, Integer::sum)));

        assertThat(cells).hasSize(648);
        assertThat(counts)
                .containsOnly(
                        Map.entry(Nonexistent.REFUSED, 162), Map.entry(Nonexistent.CLOSED_AFTER_EACH_RESPONSE, 48));
    }

    @ParameterizedTest
    @MethodSource("columnsAndEngines")
    void logSaysWhatTheOriginSaw(
            RealServer make, Asking asking, Configured configured, String version, TlsEngine engine)
            throws IOException {
        assumeTrue(
                make == RealServer.NGINX || make == RealServer.NGINX_CONTAINER || "true".equals(System.getenv("CI")),
                "the others run where CI=true is set");
        Column column = new Column(make, asking, configured, version);
        if (make == RealServer.NGINX_CONTAINER) {
            checkAgainst(
                    CONTAINERS.computeIfAbsent(asking, way -> make.start(tls(way, VERSIONS), true)), column, engine);
        } else {
            try (RealOrigin origin = make.start(tls(asking, List.of(version)), true)) {
                checkAgainst(origin, column, engine);
            }
        }
    }

    private static void checkAgainst(RealOrigin origin, Column column, TlsEngine engine) throws IOException {
        try (RunningProxy proxy = RunningProxy.start(
                        directory, entry(column, origin.port()).alone("runtime: {eventLoops: 2}"), engine);
                RawConnection first = RawViewer.plain(proxy.port());
                RawConnection second = RawViewer.plain(proxy.port())) {
            // Connections are dealt to the two loops in turn. Loops share sessions, and no connections.
            check(column.cell(false, false), first, proxy, origin);
            check(column.cell(true, false), column.origin().keepsAlive() ? second : first, proxy, origin);
            check(column.cell(false, true), first, proxy, origin);
            check(column.cell(true, true), second, proxy, origin);
        }
    }

    private static OriginTls tls(Asking asking, List<String> versions) {
        String[] spoken = versions.toArray(new String[0]);
        return asking == Asking.NEVER
                ? partners.originServing(partners.server).speaking(spoken)
                : partners.originAsking(asking, spoken);
    }

    private static OriginEntry entry(Column column, int port) {
        OriginEntry entry = presenting(column, port);
        return column.origin() == RealServer.NGINX_CONTAINER
                ? entry.withCustom("originSslProtocols: [" + column.version() + "]")
                : entry;
    }

    private static OriginEntry presenting(Column column, int port) {
        return switch (column.configured()) {
            case NONE -> partners.entry("o", port, null);
            case CERTIFICATE -> partners.entry("o", port, partners.a);
            case REQUIRE -> partners.entry("o", port, null).presenting(partners.written(partners.a), "require");
        };
    }

    private static void check(Cell cell, RawConnection viewer, RunningProxy proxy, RealOrigin origin)
            throws IOException {
        if (Nonexistent.reason(cell).isPresent()) {
            return;
        }
        RawResponse response = Asked.get(viewer, "/");
        LogLine line = proxy.log().next();
        assertThat(MtlsFacts.of(line)).as("%s: %s", cell, line).isEqualTo(expected(cell));
        if (!cell.isRefused()) {
            assertThat(line.get("origin.connection.reused")).isEqualTo(String.valueOf(cell.pooled()));
            assertThat(line.get("origin.tls.protocol")).isEqualTo(cell.version());
            assertSeen(cell, origin.sighting(response));
        }
    }

    private static MtlsFacts expected(Cell cell) {
        if (cell.asking() == Asking.NEVER) {
            MtlsFacts facts = cell.isRefused()
                    ? MtlsFacts.failed("not_requested_required", "client_certificate_not_requested")
                    : MtlsFacts.notRequested();
            return cell.resumed() ? facts.asResumed() : facts;
        }
        if (cell.isRefused()) {
            return MtlsFacts.askedInVain("requested_none_configured");
        }
        MtlsFacts accepted = MtlsFacts.accepted(partners.a);
        return cell.resumed() ? accepted.asResumed().withOutcome("accepted_resumed") : accepted;
    }

    private static void assertSeen(Cell cell, Sighting seen) {
        boolean presented = cell.asking() != Asking.NEVER;
        assertThat(seen.commonName()).as("%s", cell).isEqualTo(presented ? Optional.of("partner-a") : Optional.empty());
        if (cell.origin() != RealServer.STUNNEL) { // it tells names alone
            assertThat(seen.serial())
                    .as("%s", cell)
                    .isEqualTo(presented ? Optional.of(partners.a.leaf().getSerialNumber()) : Optional.empty());
        }
        if (cell.origin() != RealServer.STUNNEL || !cell.pooled()) { // and of the last handshake alone
            seen.resumed()
                    .ifPresent(resumed -> assertThat(resumed).as("%s", cell).isEqualTo(cell.resumed()));
        }
    }
}
