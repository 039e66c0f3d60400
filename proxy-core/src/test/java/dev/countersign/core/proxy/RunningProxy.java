package dev.countersign.core.proxy;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.ClientCertificates;
import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChain;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Loaded;
import dev.countersign.certs.Password;
import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.Trust;
import dev.countersign.certs.revocation.RevocationFile;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.store.CertificateStore;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.Located;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.Secret;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.snapshot.Material;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.TlsEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A data plane run from YAML, as the daemon would run it, with its log lines and meters in memory. Listeners bind port 0;
 * {@link #port} tells what they got.
 */
public final class RunningProxy implements AutoCloseable {
    private final Proxy proxy;
    private final LogLines log;
    private final BlockingQueue<String> warnings;
    private final CountingMeters meters;
    private final TlsEngine engine;
    private final Path directory;
    private Snapshot current;
    private boolean ended;

    private RunningProxy(Proxy proxy, Told told, TlsEngine engine, Path directory, Snapshot first) {
        this.current = first;
        this.proxy = proxy;
        this.log = told.log();
        this.meters = told.meters();
        this.warnings = told.warnings();
        this.engine = engine;
        this.directory = directory;
    }

    private record Told(LogLines log, CountingMeters meters, BlockingQueue<String> warnings) {}

    /** Starts with the best TLS engine; relative paths in {@code yaml} are below {@code directory}. */
    public static RunningProxy start(Path directory, String yaml) {
        return start(directory, yaml, TlsEngine.available());
    }

    public static RunningProxy start(Path directory, String yaml, TlsEngine engine) {
        ProxyConfig config = config(directory, yaml);
        Told told = new Told(new LogLines(), new CountingMeters(), new LinkedBlockingQueue<>());
        try {
            Snapshot snapshot = snapshot(config, engine, told.meters(), 1, List.of());
            Proxy proxy = Proxy.start(new ProxySetup(
                    config.runtime(),
                    config.limits(),
                    engine,
                    listeners(config),
                    snapshot,
                    told.log(),
                    config.accessLog().includeCookies(),
                    told.meters(),
                    told.warnings()::add));
            return new RunningProxy(proxy, told, engine, directory, snapshot);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ProxyConfig config(Path directory, String yaml) {
        ConfigResult result = ConfigReader.read("test.yaml", yaml, directory, Map.of());
        if (result instanceof ConfigResult.Valid valid) {
            return valid.config();
        }
        throw new AssertionError(result);
    }

    private static Snapshot snapshot(
            ProxyConfig config, TlsEngine engine, CountingMeters meters, long number, List<OriginTarget> before)
            throws IOException {
        return new SnapshotBuilder(config, material(config), engine, meters).build(number, before);
    }

    private static Material material(ProxyConfig config) {
        Map<ClientCertificateRef, ClientCertificate> certificates = new HashMap<>();
        Map<OriginTrust, PeerTrust> trust = new HashMap<>();
        CertificateStore store =
                new CertificateStore(config.certificateStore().directory().value(), KeyAccess.PRIVATE);
        for (DistributionConfig distribution : config.distributions()) {
            for (OriginConfig origin : distribution.origins()) {
                OriginTrust who = origin.customOriginConfig().trust();
                trust.put(who, trust(who));
                origin.customOriginConfig().originMtlsConfig().ifPresent(mtls -> {
                    certificates.put(mtls.certificate(), usable(clientCertificate(mtls.certificate(), store)));
                    mtls.fallback().ifPresent(arn -> certificates.put(arn, usable(clientCertificate(arn, store))));
                });
            }
        }
        return new Material(certificates, trust);
    }

    private static PeerTrust trust(OriginTrust who) {
        return new PeerTrust(
                who.authorities() instanceof OriginTrust.CaBundle bundle
                        ? usable(Trust.fromBundle(bundle.file().value()))
                        : usable(Trust.publicCas()),
                who.pins().all(),
                who.crl().map(file -> usable(RevocationFile.read(file.value(), Instant.now()))));
    }

    private static Loaded<ClientCertificate> clientCertificate(ClientCertificateRef reference, CertificateStore store) {
        if (reference instanceof ClientCertificateRef.ByArn arn) {
            return store.find(arn.arn().value());
        }
        KeyedMaterial from = reference instanceof ClientCertificateRef.ByKeyStore keyStore
                ? new KeyedMaterial.KeyStoreFile(keyStore.file().value(), password(keyStore.password()))
                : files((ClientCertificateRef.ByFiles) reference);
        return ClientCertificates.read(from, KeyAccess.PRIVATE, AttachmentRules.RELAXED, 1);
    }

    private static KeyedMaterial files(ClientCertificateRef.ByFiles reference) {
        return new KeyedMaterial.Files(
                reference.files().chain().value(), reference.files().key().value(), password(reference.password()));
    }

    private static Optional<Password> password(Optional<Located<Secret>> configured) {
        return configured.map(secret -> new Password(secret.value().reveal()));
    }

    private static List<ListenerSetup> listeners(ProxyConfig config) {
        return config.listeners().stream()
                .map(listener ->
                        new ListenerSetup(listener.bind(), listener.tls().map(tls -> {
                            List<KeyedChain> chains = tls.certificates().stream()
                                    .map(files -> usable(KeyedChains.read(
                                            new KeyedMaterial.Files(
                                                    files.chain().value(),
                                                    files.key().value()),
                                            KeyAccess.PRIVATE)))
                                    .toList();
                            return new ListenerSetup.Tls(tls, chains);
                        })))
                .toList();
    }

    private static <T> T usable(Loaded<T> loaded) {
        if (loaded instanceof Loaded.Usable<T> usable) {
            return usable.value();
        }
        throw new AssertionError(loaded);
    }

    /** Runs under another configuration from now on, listeners included. */
    public void swap(String yaml, long number) {
        try {
            swapOrFail(yaml, number);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What exchanges that begin now run under. */
    public Snapshot snapshot() {
        return current;
    }

    /** The same, where it may be refused; what was in force still is then. */
    public void swapOrFail(String yaml, long number) throws IOException {
        ProxyConfig config = config(directory, yaml);
        try (ListenerChange change =
                proxy.prepare(listeners(config), config.runtime().drainTimeout())) {
            current = snapshot(config, engine, meters, number, current.origins());
            proxy.swap(current, change);
        }
    }

    /** The port of the n-th listener, from 0. */
    public int port(int listener) {
        return proxy.addresses().get(listener).getPort();
    }

    public int port() {
        return port(0);
    }

    public LogLines log() {
        return log;
    }

    public CountingMeters meters() {
        return meters;
    }

    /** What the operator is told next; fails the test when nothing comes. */
    public String nextWarning() {
        try {
            String warning = warnings.poll(20, TimeUnit.SECONDS);
            if (warning == null) {
                throw new AssertionError("no warning came");
            }
            return warning;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether nobody was warned of anything that has not been taken yet. */
    public boolean hasNoWarning() {
        return warnings.isEmpty();
    }

    /** Whether everything under way ended in time. */
    public Optional<Boolean> drain(Duration patience) {
        return Optional.ofNullable(proxy.drain(patience)
                .toCompletableFuture()
                .completeOnTimeout(null, 30, TimeUnit.SECONDS)
                .join());
    }

    /** Ends it before its scope does: a test may look at what is left. */
    public void end() {
        if (!ended) {
            ended = true;
            proxy.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}
