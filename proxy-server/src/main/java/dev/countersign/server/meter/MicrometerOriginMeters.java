package dev.countersign.server.meter;

import dev.countersign.core.meter.OriginMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** One origin's meters; see {@link MicrometerMeters}. */
final class MicrometerOriginMeters implements OriginMeters {
    private final LongAdder open = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private final LongAdder webSockets = new LongAdder();
    private final StatusTimers exchanges;
    private final LabelledCounters failures;
    private final LabelledCounters fullHandshakes;
    private final LabelledCounters resumedHandshakes;
    private final Counter fallbacks;
    private final Counter heldBack;
    private final LongAdder backingOff = new LongAdder();
    private final Timer fullDuration;
    private final Timer resumedDuration;

    MicrometerOriginMeters(MeterRegistry registry, Tags tags) {
        connections(registry, tags);
        exchanges = new StatusTimers(
                registry, "http.client.request.duration", "From the lease to the response's last byte", tags);
        failures = new LabelledCounters(
                registry, "http.client.request.errors", "Requests no response came back for", tags, "error.type");
        fullHandshakes = handshakes(registry, tags.and("resumed", "false"));
        resumedHandshakes = handshakes(registry, tags.and("resumed", "true"));
        fallbacks = Counter.builder("origin.mtls.fallbacks")
                .description("Requests sent once more, under the other of the origin's two identities")
                .tags(tags)
                .register(registry);
        heldBack = Counter.builder("origin.tls.handshakes.held")
                .description("Requests whose handshake was not made, because those before were rejected")
                .tags(tags)
                .register(registry);
        Gauge.builder("origin.tls.backing_off", backingOff, LongAdder::sum)
                .description("Server names, under all identities, that handshakes are held back under")
                .tags(tags)
                .register(registry);
        fullDuration = duration(registry, tags.and("resumed", "false"));
        resumedDuration = duration(registry, tags.and("resumed", "true"));
    }

    private void connections(MeterRegistry registry, Tags tags) {
        String description = "Connections open to the origin";
        Gauge.builder("http.client.open_connections", idle, LongAdder::sum)
                .description(description)
                .tags(tags.and("state", "idle"))
                .register(registry);
        Gauge.builder("http.client.open_connections", open, all -> Math.max(0, all.sum() - idle.sum()))
                .description(description)
                .tags(tags.and("state", "active"))
                .register(registry);
        Gauge.builder("http.client.waiting_requests", waiting, LongAdder::sum)
                .description("Exchanges waiting for a connection to the origin")
                .tags(tags)
                .register(registry);
        Gauge.builder("http.client.open_websockets", webSockets, LongAdder::sum)
                .description("WebSockets open to the origin, which are active connections too")
                .tags(tags)
                .register(registry);
    }

    private static LabelledCounters handshakes(MeterRegistry registry, Tags tags) {
        return new LabelledCounters(
                registry, "origin.tls.handshakes", "TLS handshakes with the origin by their end", tags, "outcome");
    }

    private static Timer duration(MeterRegistry registry, Tags tags) {
        return Timer.builder("origin.tls.handshake.duration")
                .description("TLS handshakes with the origin, failed ones included")
                .tags(tags)
                .serviceLevelObjectives(StatusTimers.BOUNDS)
                .register(registry);
    }

    @Override
    public void handshake(String outcome, boolean resumed, long durationNanos) {
        (resumed ? resumedHandshakes : fullHandshakes).increment(outcome);
        (resumed ? resumedDuration : fullDuration).record(durationNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void exchange(int status, long durationNanos) {
        exchanges.record(status, durationNanos);
    }

    @Override
    public void failed(String errorType) {
        failures.increment(errorType);
    }

    @Override
    public void fellBack() {
        fallbacks.increment();
    }

    @Override
    public void heldBack() {
        heldBack.increment();
    }

    @Override
    public void backingOffChanged(int delta) {
        backingOff.add(delta);
    }

    @Override
    public void connectionOpened() {
        open.increment();
    }

    @Override
    public void connectionClosed() {
        open.decrement();
    }

    @Override
    public void idleChanged(int delta) {
        idle.add(delta);
    }

    @Override
    public void waitingChanged(int delta) {
        waiting.add(delta);
    }

    @Override
    public void webSocketsChanged(int delta) {
        webSockets.add(delta);
    }
}
