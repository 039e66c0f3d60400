package dev.countersign.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.proxy.ListenerSetup;
import dev.countersign.core.snapshot.Material;
import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialLoader;
import dev.countersign.server.meter.RotationMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/** A rotation with real files, in front of nothing: what it would swap in, tell and measure is kept for a test to see. */
final class RotationBench implements InstantSource, OperatorLog {
    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    final BlockingQueue<Material> installed = new LinkedBlockingQueue<>();
    final ProxyConfig config;
    final Rotation rotation;

    /** What the engine would refuse. */
    volatile Predicate<Material> refusedByTheEngine = material -> false;

    /** As they were installed last. */
    volatile List<ListenerSetup> listeners = List.of();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile Instant now = Instant.parse("2026-06-01T00:00:00Z");

    RotationBench(Path directory, String yaml) {
        ConfigResult read = ConfigReader.read("test.yaml", yaml, directory, Map.of());
        assertThat(read).isInstanceOf(ConfigResult.Valid.class);
        config = ((ConfigResult.Valid) read).config();
        LoadResult loaded = MaterialLoader.load(config);
        assertThat(loaded).isInstanceOf(LoadResult.Complete.class);
        rotation = new Rotation(
                config,
                (LoadResult.Complete) loaded,
                this::install,
                new LastReadings(),
                new Rotation.Told(new RotationMeters(registry, now), this, this));
    }

    private void install(List<ListenerSetup> newListeners, Material material) throws IOException {
        if (refusedByTheEngine.test(material)) {
            throw new IOException("no such curve");
        }
        listeners = newListeners;
        installed.add(material);
    }

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void info(String sentence) {
        infos.add(sentence);
    }

    @Override
    public void warn(String sentence) {
        warnings.add(sentence);
    }

    /** The client certificate that {@code material} has for an origin of the first distribution. */
    ClientCertificate presented(Material material, String origin) {
        OriginConfig named = config.distributions().get(0).origins().stream()
                .filter(each -> each.id().equals(origin))
                .findFirst()
                .orElseThrow();
        OriginMtlsConfig mtls = named.customOriginConfig().originMtlsConfig().orElseThrow();
        return Objects.requireNonNull(material.clientCertificates().get(mtls.certificate()));
    }

    List<String> metrics() {
        return registry.scrape().lines().toList();
    }
}
