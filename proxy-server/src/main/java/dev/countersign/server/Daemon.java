package dev.countersign.server;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.log.AccessLogSink;
import dev.countersign.core.proxy.Proxy;
import dev.countersign.core.proxy.ProxySetup;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.server.admin.AdminServer;
import dev.countersign.server.admin.Readiness;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.meter.MicrometerMeters;
import dev.countersign.server.meter.ProcessMeters;
import dev.countersign.server.reload.LiveConfiguration;
import dev.countersign.server.reload.Prepared;
import dev.countersign.server.reload.ReloadResult;
import dev.countersign.server.reload.SnapshotSwap;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The parts of one running process, in the order they start and the order they stop. A map: what each part does stands in
 * the part.
 */
public final class Daemon {
    private static final long FIRST_SNAPSHOT = 1;

    /** What draining may take beyond its timeout before the proxy is closed all the same. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final AtomicReference<Readiness> readiness;
    private final AdminServer admin;
    private final Proxy proxy;
    private final LiveConfiguration configuration;
    private final ProcessMeters processMeters;

    private Daemon(
            AtomicReference<Readiness> readiness,
            AdminServer admin,
            Proxy proxy,
            LiveConfiguration configuration,
            ProcessMeters processMeters) {
        this.readiness = readiness;
        this.admin = admin;
        this.proxy = proxy;
        this.configuration = configuration;
        this.processMeters = processMeters;
    }

    /**
     * Starts everything; when one part cannot start, those before it are closed.
     *
     * @param file what {@code prepared} was read from, and is read from when it is reloaded
     * @param accessLog closed by {@link #stop()}
     * @throws IOException an address cannot be bound, or the TLS engine refuses a certificate
     */
    public static Daemon start(Path file, Prepared.Ready prepared, AccessLogSink accessLog, OperatorLog log)
            throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.STARTING);
        CompletableFuture<LiveConfiguration> started = new CompletableFuture<>();
        AdminServer admin = AdminServer.start(
                prepared.config().admin().bind(),
                new AdminServer.Pages(readiness::get, registry::scrape, () -> reload(started)));
        MicrometerMeters meters = new MicrometerMeters(registry);
        Proxy proxy;
        SnapshotSwap swap;
        try {
            ProxySetup setup = setup(prepared.config(), prepared.loaded(), accessLog, meters, log);
            proxy = Proxy.start(setup);
            swap = new SnapshotSwap(setup.engine(), meters, proxy, setup.snapshot());
        } catch (IOException | RuntimeException e) {
            admin.close();
            throw e;
        }
        readiness.set(Readiness.READY);
        LiveConfiguration configuration = LiveConfiguration.start(file, prepared, swap, registry, log);
        started.complete(configuration);
        ProcessMeters processMeters = new ProcessMeters(registry, Version.current());
        return new Daemon(readiness, admin, proxy, configuration, processMeters);
    }

    private static CompletionStage<ReloadResult> reload(CompletableFuture<LiveConfiguration> started) {
        return started.isDone()
                ? started.join().reload()
                : CompletableFuture.failedFuture(new IllegalStateException("still starting"));
    }

    /** What the data plane is made of: nothing in it knows a file. */
    private static ProxySetup setup(
            ProxyConfig config,
            LoadResult.Complete loaded,
            AccessLogSink accessLog,
            MicrometerMeters meters,
            OperatorLog log)
            throws IOException {
        TlsEngine engine = TlsEngine.available();
        Snapshot snapshot =
                new SnapshotBuilder(config, loaded.material(), engine, meters).build(FIRST_SNAPSHOT, List.of());
        return new ProxySetup(
                config.runtime(),
                config.limits(),
                engine,
                loaded.listeners(),
                snapshot,
                accessLog,
                config.accessLog().includeCookies(),
                meters,
                log::warn);
    }

    /** Reads the configuration and everything it names anew; what comes of it is in the log. */
    public CompletionStage<ReloadResult> reload() {
        return configuration.reload();
    }

    /** How long {@link #stop()} lets exchanges finish. */
    public Duration drainTimeout() {
        return configuration.config().runtime().drainTimeout();
    }

    /** Bound listeners, in the order of the configuration. */
    public List<InetSocketAddress> addresses() {
        return proxy.addresses();
    }

    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** What runs, and where it listens. */
    public String description() {
        StringBuilder text = new StringBuilder("countersign ")
                .append(Version.current())
                .append(" on JDK ")
                .append(Runtime.version())
                .append(": ")
                .append(proxy.description())
                .append("; listening on");
        String separator = " ";
        for (InetSocketAddress address : addresses()) {
            text.append(separator).append(hostAndPort(address));
            separator = ", ";
        }
        return text.append("; admin on ").append(hostAndPort(adminAddress())).toString();
    }

    /**
     * Tells the world it is not ready, keeps the configuration and the certificates it has, stops accepting, lets exchanges finish within {@code drainTimeout}, writes the
     * access log to its end. The admin listener answers until last.
     *
     * @return false when exchanges were cut
     */
    public boolean stop() {
        readiness.set(Readiness.DRAINING);
        configuration.close();
        boolean drained = drain();
        proxy.close();
        processMeters.close();
        admin.close();
        return drained;
    }

    private boolean drain() {
        Duration timeout = drainTimeout();
        try {
            return proxy.drain(timeout)
                    .toCompletableFuture()
                    .get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private static String hostAndPort(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return host.indexOf(':') < 0 ? host + ":" + address.getPort() : "[" + host + "]:" + address.getPort();
    }
}
