package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.PeerTrust;
import dev.countersign.certs.TrustAnchors;
import dev.countersign.config.TlsVersion;
import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.certificate.OriginCertificateCheck;
import dev.countersign.core.tls.faults.DirectClient;
import dev.countersign.core.tls.faults.ShowingOrigin;
import dev.countersign.core.tls.faults.Shown;
import dev.countersign.core.tls.faults.ShownCertificates;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An origin without keep-alive: every request is a connection of its own, resumed where a session is stored. */
final class ResumptionTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";

    @TempDir
    static Path directory;

    private static Partners partners;

    private static DirectClient client;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
        client = new DirectClient();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void resumedConnectionCarriesTheIdentityOfItsFirstHandshake(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                        .withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(),
                        engine)) {
            assertThat(Asked.get(proxy, "/").header("X-Seen-Reused")).containsExactly(".");
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.accepted(partners.a));
            for (int i = 0; i < 3; i++) {
                RawResponse resumed = Asked.get(proxy, "/");
                assertThat(resumed.header("X-Seen-Reused")).containsExactly("r");
                assertThat(resumed.header("X-Seen-Subject")).containsExactly("CN=partner-a");
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(MtlsFacts.accepted(partners.a).asResumed().withOutcome("accepted_resumed"));
                assertThat(line.get("origin.connection.reused")).isEqualTo("false");
                assertThat(line.get("origin.tls.server.sha256")).isEqualTo(MtlsFacts.sha256(partners.server));
            }
            assertThat(proxy.meters().count("d/o handshake accepted")).isEqualTo(1);
            assertThat(proxy.meters().count("d/o handshake accepted_resumed")).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void resumedConnectionThatNeverAskedStillDoesNot(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.NEVER, version))
                        .withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(),
                        engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            Asked.get(viewer, "/");
            assertThat(Asked.get(viewer, "/").header("X-Seen-Reused")).containsExactly("r");
            assertThat(proxy.log().next(2))
                    .extracting(MtlsFacts::of)
                    .containsExactly(
                            MtlsFacts.notRequested(), MtlsFacts.notRequested().asResumed());
        }
    }

    /** What was fine when the session was made may have expired since; a slow machine is given more time. */
    @Test
    void certificateOfTheOriginIsCheckedAgainWhenItsSessionIsResumed() throws Exception {
        for (int seconds = 5; !expiresBetweenHandshakes(seconds); seconds *= 3) {
            assertThat(seconds).as("seconds that were too few").isLessThan(60);
        }
    }

    /** False when the certificate expired before all had made their sessions. */
    private static boolean expiresBetweenHandshakes(int seconds) throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
        TestCertificate server = partners.serverAuthority.issue(
                CertificateSpec.server(OriginEntry.NAME).valid(end.minus(Duration.ofHours(1)), end));
        List<RunningProxy> proxies = new ArrayList<>();
        try (NginxOrigin origin = NginxOrigin.start(
                NginxSettings.of(partners.originServing(server).asking(Asking.REQUIRED, partners.clientBundle()))
                        .withoutKeepAlive())) {
            for (TlsEngine engine : Ways.engines()) {
                for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                    proxies.add(RunningProxy.start(
                            directory,
                            partners.entry("o", origin.port(), partners.a)
                                    .withCustom("originSslProtocols: [" + version + "]")
                                    .alone(),
                            engine));
                }
            }
            for (RunningProxy proxy : proxies) {
                Asked.get(proxy, "/");
                MtlsFacts first = MtlsFacts.of(proxy.log().next());
                if (!Instant.now().isBefore(end)) {
                    return false;
                }
                assertThat(first).isEqualTo(MtlsFacts.accepted(partners.a));
            }
            waitUntil(end.plusSeconds(1));
            for (RunningProxy proxy : proxies) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(MtlsFacts.failed("origin_expired", "origin_certificate_refused")
                                .asResumed());
                assertThat(line.get("origin.tls.server.sha256")).isEqualTo(MtlsFacts.sha256(server));
            }
            return true;
        } finally {
            proxies.forEach(RunningProxy::close);
        }
    }

    /** For {@link #everyFaultIsFoundWhenTheSessionIsResumed}. */
    static List<Arguments> rowsVersionsAndEngines() {
        List<Arguments> all = new ArrayList<>();
        for (Shown row : ShownCertificates.all()) {
            Ways.versionsAndEngines().forEach(way -> all.add(Arguments.of(row, way.get()[0], way.get()[1])));
        }
        return all;
    }

    /** The session is made while anything goes, and resumed under the real check: by the hook, for nothing else asks it. */
    @ParameterizedTest(name = "{0} ({1}, {2})")
    @MethodSource("rowsVersionsAndEngines")
    void everyFaultIsFoundWhenTheSessionIsResumed(Shown row, String version, TlsEngine engine) throws Exception {
        OriginCertificateCheck check = new OriginCertificateCheck(PeerTrust.in(TrustAnchors.of(row.trusted())));
        AtomicBoolean checking = new AtomicBoolean();
        OriginTls tls = new OriginTls(
                engine,
                null,
                (chain, name) -> checking.get() ? check.verify(chain, name) : new OriginCertificateCheck.Trusted(),
                new TlsOffer(Set.of(version.equals("TLSv1.2") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3), true));
        try (ShowingOrigin origin = ShowingOrigin.unasking(row.certificate())) {
            HandshakeResult first = client.connect(tls, row.domainName(), origin.port());
            if (engine == TlsEngine.BORINGSSL && !row.hasKeyThatSigns()) {
                assertThat(first).isInstanceOf(HandshakeResult.Failed.class); // and no session ever comes about
                return;
            }
            assertThat(first).isInstanceOf(HandshakeResult.Done.class);
            assertThat(origin.heardOnNextConnection()).isTrue();
            checking.set(true);
            HandshakeResult second = client.connect(tls, row.domainName(), origin.port());
            assertThat(origin.heardOnNextConnection()).isEqualTo(row.isAccepted());
            OriginHandshake handshake = second instanceof HandshakeResult.Failed failed
                    ? failed.handshake()
                    : ((HandshakeResult.Done) second).handshake();
            assertThat(
                            second instanceof HandshakeResult.Failed failed
                                    ? failed.outcome().label()
                                    : "accepted")
                    .isEqualTo(row.outcome());
            assertThat(handshake.resumed()).isTrue();
            assertThat(handshake.serverSha256()).isEqualTo(MtlsFacts.sha256(row.certificate()));
        } finally {
            tls.release();
        }
    }

    /** One after the other, and none of them within another: together they are no longer than it took to the first byte. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void connectHandshakeAndFirstByteAreToldApart(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                        .withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(),
                        engine)) {
            for (int i = 0; i < 20; i++) {
                Asked.get(proxy, "/");
                LogLine line = proxy.log().next();
                double parts = Stream.of("origin.connect_ms", "origin.tls.handshake_ms", "origin.first_byte_ms")
                        .mapToDouble(key -> Double.parseDouble(line.get(key)))
                        .sum();
                assertThat(parts).isLessThanOrEqualTo(Double.parseDouble(line.get("first_byte_ms")));
            }
        }
    }

    private static void waitUntil(Instant moment) {
        long millis = Duration.between(Instant.now(), moment).toMillis();
        CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(Math.max(0, millis), TimeUnit.MILLISECONDS))
                .join();
    }
}
