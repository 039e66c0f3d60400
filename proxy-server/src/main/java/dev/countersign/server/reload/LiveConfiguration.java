package dev.countersign.server.reload;

import dev.countersign.config.ProxyConfig;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.InUse;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.meter.CertificateMeters;
import dev.countersign.server.meter.ReloadMeters;
import dev.countersign.server.meter.RotationMeters;
import dev.countersign.server.rotation.ExpiryWatch;
import dev.countersign.server.watch.WatchedPaths;
import dev.countersign.server.watch.Watcher;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What is in force while the proxy runs: watched, reloaded when somebody asks, rotated, measured, and warned about before it
 * ends. Whoever causes a look or a reload, one runs at a time.
 */
public final class LiveConfiguration implements AutoCloseable {
    /** Each who waits has a connection open, or has sent a signal: more of them would learn nothing new. */
    private static final int WAITING = 16;

    private static final WatchedPaths NOTHING = new WatchedPaths(Set.of(), Set.of());

    private final SnapshotSwap swap;
    private final Reloading reloading;
    private final OperatorLog log;
    private final CertificateMeters ends;
    private final ExpiryWatch expiry;
    private final ScheduledThreadPoolExecutor timer;
    private final ThreadPoolExecutor asked =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), named("reload"));
    private LoadResult.Complete shown;
    private ProxyConfig shownUnder;
    private Optional<Watcher> watcher = Optional.empty();
    private WatchedPaths watched = NOTHING;
    private boolean ended;

    private LiveConfiguration(
            Path file, Prepared.Ready first, SnapshotSwap swap, MeterRegistry registry, OperatorLog log) {
        Clock clock = Clock.systemUTC();
        this.swap = swap;
        this.log = log;
        this.timer = timer();
        this.ends = new CertificateMeters(registry);
        this.expiry = new ExpiryWatch(
                first.config().certificateStore().expiryWarning(),
                log,
                clock,
                (round, wait) -> timer.schedule(round, wait.toMillis(), TimeUnit.MILLISECONDS));
        Instant now = Instant.now(clock);
        this.reloading = new Reloading(
                file,
                first,
                swap,
                new Reloading.Told(
                        log,
                        new ReloadMeters(registry, now, swap::snapshot),
                        new RotationMeters(registry, now),
                        clock));
        this.shown = first.loaded();
        this.shownUnder = first.config();
        show(shown);
    }

    /**
     * Starts with what was loaded; with {@code runtime.watch: false} that stays until somebody asks.
     *
     * @param file what {@code first} was read from
     */
    public static LiveConfiguration start(
            Path file, Prepared.Ready first, SnapshotSwap swap, MeterRegistry registry, OperatorLog log) {
        LiveConfiguration live = new LiveConfiguration(file, first, swap, registry, log);
        live.follow();
        return live;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("expiry"));
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }

    private static ThreadFactory named(String purpose) {
        return task -> {
            Thread thread = new Thread(task, "countersign-" + purpose);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** The configuration in force. */
    public synchronized ProxyConfig config() {
        return reloading.config();
    }

    /**
     * Reads everything anew, after the reloads that were asked for before.
     *
     * @return fails with {@link RejectedExecutionException} when too many wait already, or the process is about to end
     */
    public CompletionStage<ReloadResult> reload() {
        try {
            return CompletableFuture.supplyAsync(this::reloadNow, asked);
        } catch (RejectedExecutionException tooMany) {
            return CompletableFuture.failedFuture(tooMany);
        }
    }

    private synchronized ReloadResult reloadNow() {
        ReloadResult result = reloading.reload();
        follow();
        return result;
    }

    private synchronized boolean look() {
        boolean again = reloading.look();
        follow();
        return again;
    }

    /** Measures, and watches, what is in force by now. */
    private synchronized void follow() {
        LoadResult.Complete loaded = reloading.loaded();
        if (!loaded.equals(shown) || !reloading.config().equals(shownUnder)) {
            show(loaded);
        }
        WatchedPaths wanted = reloading.config().runtime().watch() ? reloading.watched() : NOTHING;
        if (!ended && !wanted.equals(watched)) {
            watched = wanted;
            watcher.ifPresent(Watcher::end); // it may be the one that called
            watcher = wanted.equals(NOTHING)
                    ? Optional.empty()
                    : Optional.of(Watcher.start(wanted, this::look, log::warn));
        }
    }

    private void show(LoadResult.Complete loaded) {
        shown = loaded;
        shownUnder = reloading.config();
        expiry.warnBefore(shownUnder.certificateStore().expiryWarning());
        List<InUse> inUse = InUse.all(reloading.config(), loaded.listeners(), loaded.material());
        ends.show(inUse);
        expiry.watch(inUse);
    }

    /** Nothing is replaced any more once this returns; what has begun is waited for. */
    @Override
    public void close() {
        swap.end();
        asked.shutdown();
        timer.shutdownNow();
        last().ifPresent(Watcher::close);
    }

    private synchronized Optional<Watcher> last() {
        ended = true;
        return watcher;
    }
}
