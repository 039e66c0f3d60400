package dev.countersign.core.probe;

import dev.countersign.config.RuntimeConfig;
import dev.countersign.config.Transport;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.TlsEngine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Probes what a configuration names, under the snapshot that a proxy would run under. */
final class ProbeRun {
    private static final long PATIENCE_SECONDS = 40;

    private ProbeRun() {}

    /** Its only origin. */
    static OriginReport of(Path directory, String yaml, TlsEngine engine, String target, boolean handshakeOnly) {
        return all(directory, yaml, engine, target, handshakeOnly).get(0);
    }

    static List<OriginReport> all(Path directory, String yaml, TlsEngine engine, String target, boolean handshakeOnly) {
        return asking(List.of(), directory, yaml, engine, target, handshakeOnly);
    }

    static List<OriginReport> asking(
            List<InetSocketAddress> nameservers,
            Path directory,
            String yaml,
            TlsEngine engine,
            String target,
            boolean handshakeOnly) {
        RuntimeConfig runtime = new RuntimeConfig(1, Transport.AUTO, Duration.ofSeconds(1), nameservers, false);
        try (RunningProxy proxy = RunningProxy.start(directory, yaml, engine);
                Prober prober = new Prober(
                        runtime, proxy.snapshot(), ProbeRequest.of(target).orElseThrow(), handshakeOnly)) {
            List<CompletableFuture<OriginReport>> probes =
                    prober.probe(proxy.snapshot().origins());
            return probes.stream()
                    .map(probe ->
                            probe.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
                    .toList();
        }
    }
}
