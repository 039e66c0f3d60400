package dev.countersign.server.reload;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.proxy.ListenerChange;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.proxy.Proxy;
import dev.countersign.core.snapshot.Material;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.TlsEngine;
import java.io.IOException;
import java.util.List;

/** Keeps the snapshot in force and is the only one who replaces it. */
public final class SnapshotSwap implements Installation {
    private final TlsEngine engine;
    private final ProxyMeters meters;
    private final Proxy proxy;
    private Snapshot inForce;
    private boolean ended;

    /** Of a proxy that has just been started with {@code inForce}. */
    public SnapshotSwap(TlsEngine engine, ProxyMeters meters, Proxy proxy, Snapshot inForce) {
        this.engine = engine;
        this.meters = meters;
        this.proxy = proxy;
        this.inForce = inForce;
    }

    @Override
    public synchronized void install(ProxyConfig config, List<ListenerSetup> listeners, Material material)
            throws IOException {
        if (ended) {
            throw new IOException("the proxy is about to end");
        }
        try (ListenerChange change = proxy.prepare(listeners, config.runtime().drainTimeout())) {
            Snapshot next = new SnapshotBuilder(config, material, engine, meters)
                    .build(inForce.number() + 1, inForce.origins());
            proxy.swap(next, change);
            inForce = next;
        }
    }

    @Override
    public synchronized long snapshot() {
        return inForce.number();
    }

    /** The proxy is about to close: nothing is replaced any more. */
    public synchronized void end() {
        ended = true;
    }
}
