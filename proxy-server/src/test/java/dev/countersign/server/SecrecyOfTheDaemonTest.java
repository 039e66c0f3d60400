package dev.countersign.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.KeyAccess;
import dev.countersign.certs.KeyedChains;
import dev.countersign.certs.KeyedMaterial;
import dev.countersign.certs.Password;
import dev.countersign.config.ConfigResult;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.read.ConfigReader;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.snapshot.SnapshotBuilder;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.server.material.InUse;
import dev.countersign.server.material.LoadResult;
import dev.countersign.server.material.MaterialLoader;
import dev.countersign.server.material.Reference;
import dev.countersign.server.meter.MicrometerMeters;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.KeyStoreFormat;
import dev.countersign.testkit.certificate.Spilled;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ST-4: a running daemon, whatever happens to it, shows no key, no password and no secret header anywhere. */
@Timeout(180)
final class SecrecyOfTheDaemonTest {
    private final List<String> said = new ArrayList<>();

    @TempDir
    private Path directory;

    private SecretMaterial material;
    private OriginTls tls;

    @BeforeEach
    void writeFiles() {
        material = new SecretMaterial(directory);
        material.writeGood();
        CertificateFiles server = material.authority.server("o.example").writeTo(directory, "o");
        tls = OriginTls.serving(server.chain(), server.key()).asking(Asking.REQUIRED, directory.resolve("ca.pem"));
    }

    @Test
    void nothingARunningDaemonSaysHoldsAKeyOrAPassword() throws Exception {
        StoredClient stored = new StoredClient(directory.resolve("store"), material.ec, material.authority);
        Path access = directory.resolve("stdout");
        try (NginxOrigin asking = NginxOrigin.start(tls);
                OpensslServer rejecting = OpensslServer.start(tls, "-www")) {
            Path config = Files.writeString(
                    directory.resolve("countersign.yaml"), material.yaml(asking.port(), rejecting.port()));
            try (ServerProcess server = ServerProcess.start(access, "run", "-c", config.toString())) {
                ServerProcess.Ports ports = server.awaitReady();
                traffic(ports);
                material.key(material.ec, KeyFormat.PKCS8, "plain.key"); // the same key, written otherwise
                stored.reimport(
                        material.authority.issue(CertificateSpec.client("next").names("edge.example")),
                        material.authority);
                server.awaitLine(" rotated " + StoredClient.ARN);
                for (Runnable change : badChanges()) {
                    change.run();
                    awaitRefusals(server);
                    material.writeGood();
                    awaitEnd(server);
                }
                traffic(ports);
                badChanges().get(0).run();
                awaitRefusals(server);
                server.terminate();
                assertThat(server.exitCode()).isZero();
                said.addAll(server.allErrors());
            }
            refusedStarts(config);
        }
        said.addAll(Files.readAllLines(access));
        assertThat(Files.readString(access)).contains("\"accepted\"").contains("\"rejected_");
        assertNothingSaid();
    }

    /** Of all three: a pair, a pair with a password, a key store. */
    private List<Runnable> badChanges() {
        return List.of(
                () -> {
                    material.key(material.rsa, KeyFormat.PKCS1, "plain.key"); // another's
                    material.wrongPassword();
                    material.text("client.p12", material.ec.keyPem(KeyFormat.PKCS8));
                },
                () -> {
                    material.key(material.ec, KeyFormat.LEGACY_ENCRYPTED, "plain.key"); // no password is given
                    material.text(
                            "sealed.crt", material.rsa.keyPem(KeyFormat.PKCS8)); // the key where the chain should be
                    cut("client.p12");
                },
                () -> {
                    cut("plain.key");
                    cut("sealed.key");
                    material.ec.writeKeyStore(material.file("client.p12"), KeyStoreFormat.JKS);
                    cut("client.p12");
                });
    }

    private void cut(String name) {
        try {
            byte[] content = Files.readAllBytes(material.file(name));
            Files.write(material.file(name), Arrays.copyOf(content, content.length * 2 / 3));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitRefusals(ServerProcess server) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            server.awaitLine(" refused ");
        }
    }

    private static void awaitEnd(ServerProcess server) throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            server.awaitLine(" is usable again");
        }
    }

    private void traffic(ServerProcess.Ports ports) throws IOException, GeneralSecurityException {
        SSLContext trusting = trusting();
        for (String path : List.of("/", "/sealed", "/bag", "/store", "/foreign", "/\u0001")) {
            try (RawConnection viewer = RawViewer.tls(trusting, "viewer.example", ports.viewers())) {
                viewer.send("GET " + path + " HTTP/1.1\r\nHost: viewer.example\r\nConnection: close\r\n\r\n");
                said.add(new String(viewer.readToEnd(), UTF_8));
            }
        }
        try (RawConnection viewer = RawViewer.plain(ports.viewers())) {
            viewer.send("GET / HTTP/1.1\r\n\r\n"); // no handshake at all
            said.add(new String(viewer.readToEnd(), UTF_8));
        }
        for (String request :
                List.of("GET /healthz", "GET /readyz", "GET /metrics", "GET /", "POST /metrics", "GARBAGE")) {
            try (RawConnection operator = RawViewer.plain(ports.admin())) {
                operator.send(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                said.add(new String(operator.readToEnd(), UTF_8));
            }
        }
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", material.authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void refusedStarts(Path config) throws Exception {
        for (Runnable change : badChanges()) {
            material.writeGood();
            change.run();
            Path out = directory.resolve("refused-stdout");
            try (ServerProcess refused = ServerProcess.start(out, "run", "-c", config.toString())) {
                assertThat(refused.exitCode()).isEqualTo(2);
                said.addAll(refused.allErrors());
            }
            said.add(Files.readString(out));
        }
    }

    @Test
    void nothingThatHoldsMaterialSaysSoAsText() throws IOException {
        new StoredClient(directory.resolve("store"), material.ec, material.authority);
        ConfigResult read = ConfigReader.read("test.yaml", material.yaml(1, 2), directory, Map.of());
        ProxyConfig config = ((ConfigResult.Valid) read).config();
        LoadResult.Complete loaded = (LoadResult.Complete) MaterialLoader.load(config);
        MicrometerMeters meters = new MicrometerMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Snapshot snapshot =
                new SnapshotBuilder(config, loaded.material(), TlsEngine.available(), meters).build(1, List.of());
        Password password = new Password(KeyFormat.PASSWORD);
        KeyedMaterial sealed = new KeyedMaterial.Files(
                material.file("sealed.crt"), material.file("sealed.key"), Optional.of(password));
        for (Object holder : List.of(
                read,
                loaded,
                snapshot,
                password,
                sealed,
                new KeyedMaterial.KeyStoreFile(material.file("client.p12"), Optional.of(password)),
                KeyedChains.read(sealed, KeyAccess.PRIVATE),
                InUse.all(config, loaded.listeners(), loaded.material()),
                loaded.material().clientCertificates().keySet().stream()
                        .map(Reference::to)
                        .toList())) {
            said.add(holder.toString());
        }
        snapshot.targets().forEach(target -> said.add(target.toString()));
        loaded.material().clientCertificates().values().forEach(certificate -> {
            said.add(certificate.toString());
            said.add(certificate.material().toString());
        });
        snapshot.targets().forEach(target -> target.tls().release());
        assertThat(said).hasSizeGreaterThan(20);
        assertNothingSaid();
    }

    private void assertNothingSaid() {
        Set<String> secrets = material.secrets();
        assertThat(said)
                .allSatisfy(text -> assertThat(Spilled.in(text, secrets)).isEmpty());
    }
}
