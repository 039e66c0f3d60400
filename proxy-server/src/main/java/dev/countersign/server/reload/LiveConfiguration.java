package dev.countersign.server.rotation;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.InUse;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.meter.CertificateMeters;
import dev.countersign.server.meter.RotationMeters;
import dev.countersign.server.watch.Watcher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Certificates and trust of a running proxy: watched, rotated, measured, and warned about before they end. */
public final class LiveCertificates implements AutoCloseable {
    private final SnapshotSwap swap;
    private final ScheduledThreadPoolExecutor timer;
    private final Optional<Watcher> watcher;

    private LiveCertificates(SnapshotSwap swap, ScheduledThreadPoolExecutor timer, Optional<Watcher> watcher) {
        this.swap = swap;
        this.timer = timer;
        this.watcher = watcher;
    }

    /** Starts with what was loaded; with {@code runtime.watch: false} that stays. */
    public static LiveCertificates start(
            ProxyConfig config,
            LoadResult.Complete loaded,
            SnapshotSwap swap,
            MeterRegistry registry,
            OperatorLog log) {
        Clock clock = Clock.systemUTC();
        ScheduledThreadPoolExecutor timer = timer();
        ExpiryWatch expiry = new ExpiryWatch(
                config.certificateStore().expiryWarning(),
                log,
                clock,
                (round, wait) -> timer.schedule(round, wait.toMillis(), TimeUnit.MILLISECONDS));
        CertificateMeters ends = new CertificateMeters(registry);
        RotationMeters meters = new RotationMeters(registry, Instant.now(clock));
        InForce inForce = new InForce(config, loaded, ends, expiry);
        inForce.show(loaded.material());
        Rotation rotation = new Rotation(config, loaded, swap, meters, log, clock);
        BooleanSupplier look = () -> {
            Material before = rotation.inForce();
            boolean again = rotation.look();
            if (!rotation.inForce().equals(before)) {
                inForce.show(rotation.inForce());
            }
            return again;
        };
        return new LiveCertificates(swap, timer, watcher(config, look, log));
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "countersign-expiry");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    private static Optional<Watcher> watcher(ProxyConfig config, BooleanSupplier look, OperatorLog log) {
        if (!config.runtime().watch()) {
            return Optional.empty();
        }
        return Optional.of(Watcher.start(FilesInUse.of(config), look, log::warn));
    }

    /** Nothing rotates any more once this returns; a rotation that has begun is waited for. */
    @Override
    public void close() {
        swap.end();
        watcher.ifPresent(Watcher::close);
        timer.shutdownNow();
    }

    private record InForce(ProxyConfig config, LoadResult.Complete loaded, CertificateMeters ends, ExpiryWatch expiry) {
        void show(Material material) {
            List<InUse> inUse = InUse.all(config, loaded.listeners(), material);
            ends.show(inUse);
            expiry.watch(inUse);
        }
    }
}
