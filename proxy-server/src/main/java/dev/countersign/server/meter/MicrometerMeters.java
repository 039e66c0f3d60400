package dev.countersign.server.meter;

import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.meter.ProxyMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The data plane's meters in a Micrometer registry. Names follow OpenTelemetry, in its dotted spelling; the Prometheus
 * registry turns dots into underscores. Whatever happens for each request or connection is resolved beforehand.
 */
public final class MicrometerMeters implements ProxyMeters {
    private final MeterRegistry registry;
    private final ConcurrentHashMap<String, OriginMeters> origins = new ConcurrentHashMap<>();
    private final LongAdder openConnections = new LongAdder();
    private final StatusTimers exchanges;
    private final Counter connectionsRefused;
    private final Counter handshakesFailed;
    private final Counter linesDropped;
    private final LabelledCounters refusals;

    public MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("http.server.open_connections", openConnections, LongAdder::sum)
                .description("Connections viewers have open")
                .register(registry);
        exchanges = new StatusTimers(
                registry,
                "http.server.request.duration",
                "Whole exchanges as viewers saw them; status 000: the viewer left before a response",
                Tags.empty());
        connectionsRefused = Counter.builder("http.server.connections.refused")
                .description("Viewer connections closed right after accept: limits.viewerConnections was reached")
                .register(registry);
        handshakesFailed = Counter.builder("http.server.tls.handshakes.failed")
                .description("Viewer handshakes that did not finish")
                .register(registry);
        linesDropped = Counter.builder("access_log.lines.dropped")
                .description("Access-log lines that found the queue full or could not be written")
                .register(registry);
        refusals = new LabelledCounters(
                registry,
                "http.server.requests.refused",
                "Requests refused before an origin was leased",
                Tags.empty(),
                "reason");
    }

    @Override
    public OriginMeters origin(String distribution, String origin) {
        return origins.computeIfAbsent(
                distribution + "/" + origin,
                name -> new MicrometerOriginMeters(registry, Tags.of("distribution", distribution, "origin", origin)));
    }

    @Override
    public void viewerConnectionOpened() {
        openConnections.increment();
    }

    @Override
    public void viewerConnectionClosed() {
        openConnections.decrement();
    }

    @Override
    public void viewerConnectionRefused() {
        connectionsRefused.increment();
    }

    @Override
    public void viewerHandshakeFailed() {
        handshakesFailed.increment();
    }

    @Override
    public void exchange(int status, long durationNanos) {
        exchanges.record(status, durationNanos);
    }

    @Override
    public void refused(String reason) {
        refusals.increment(reason);
    }

    @Override
    public void accessLogDropped(long lines) {
        linesDropped.increment((double) lines);
    }
}
