package dev.countersign.server.rotation;

import dev.countersign.config.ProxyConfig;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.proxy.Proxy;
import dev.countersign.core.snapshot.Material;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.TlsEngine;
import java.io.IOException;

/** Keeps the snapshot in force and is the only one who replaces it. The configuration, and so its version, stay the same. */
public final class SnapshotSwap implements MaterialSwap {
    private final ProxyConfig config;
    private final TlsEngine engine;
    private final ProxyMeters meters;
    private final Proxy proxy;
    private Snapshot inForce;
    private boolean ended;

    /** Of a proxy that has just been started with {@code inForce}. */
    public SnapshotSwap(ProxyConfig config, TlsEngine engine, ProxyMeters meters, Proxy proxy, Snapshot inForce) {
        this.config = config;
        this.engine = engine;
        this.meters = meters;
        this.proxy = proxy;
        this.inForce = inForce;
    }

    @Override
    public synchronized void install(Material material) throws IOException {
        if (ended) {
            throw new IOException("the proxy is about to end");
        }
        Snapshot next =
                new SnapshotBuilder(config, material, engine, meters).build(inForce.number() + 1, inForce.origins());
        proxy.swap(next);
        inForce = next;
    }

    /** The proxy is about to close: nothing is replaced any more. */
    public synchronized void end() {
        ended = true;
    }
}
