package dev.countersign.core.proxy;

import dev.countersign.config.LimitsConfig;
import dev.countersign.config.RuntimeConfig;
import dev.countersign.core.log.AccessLogSink;
import dev.countersign.core.meter.ProxyMeters;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.TlsEngine;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything a data plane starts with.
 *
 * @param accessLog closed by the proxy, after the last line
 * @param warnings told, off the event loops, what an operator should know
 */
public record ProxySetup(
        RuntimeConfig runtime,
        LimitsConfig limits,
        TlsEngine engine,
        List<ListenerSetup> listeners,
        Snapshot snapshot,
        AccessLogSink accessLog,
        boolean includeCookies,
        ProxyMeters meters,
        Consumer<String> warnings) {
    public ProxySetup {
        listeners = List.copyOf(listeners);
    }
}
