package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections to origins, and the sessions stored of them, come to their end. */
final class RetirementTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path directory;

    private static Partners partners;

    /** Lets origins answer. */
    private final Semaphore go = new Semaphore(0);

    /** One for each connection of an origin that the proxy closed. */
    private final Semaphore closed = new Semaphore(0);

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private void answerWhenTold(RawConnection connection) throws IOException {
        try {
            while (true) {
                connection.readHead();
                go.acquireUninterruptibly();
                connection.send(OK);
            }
        } finally {
            closed.release();
        }
    }

    private ScriptedOrigin origin(boolean secure) {
        return secure
                ? ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a, partners.b)),
                        JdkContexts.needing("TLSv1.3"),
                        this::answerWhenTold)
                : ScriptedOrigin.plain(this::answerWhenTold);
    }

    private static RawConnection asking(RunningProxy proxy) throws IOException {
        RawConnection viewer = RawViewer.plain(proxy.port());
        viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        return viewer;
    }

    private void awaitClosed(int connections) throws InterruptedException {
        assertThat(closed.tryAcquire(connections, 20, TimeUnit.SECONDS)).isTrue();
    }

    private static void waitUntil(Instant moment) {
        long millis = Duration.between(Instant.now(), moment).toMillis();
        CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(Math.max(0, millis), TimeUnit.MILLISECONDS))
                .join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionOfItsMaximumAgeFinishesWhatIsInFlightAndTakesNothingNew(boolean secure) throws Exception {
        try (ScriptedOrigin origin = origin(secure);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        (secure ? partners.entry("o", origin.port(), partners.a) : OriginEntry.http("o", origin.port()))
                                .with("connectionMaxAge: 3")
                                .alone(ONE_LOOP))) {
            go.release(1);
            try (RawConnection young = asking(proxy)) {
                assertThat(young.readResponse().status()).isEqualTo(200);
                assertThat(proxy.log().next().get("origin.connection.reused")).isEqualTo("false");
            }
            try (RawConnection inFlight = asking(proxy)) {
                assertThat(origin.nextConnection().received()).startsWith("GET");
                waitUntil(Instant.now().plusMillis(3100));
                go.release(1);
                assertThat(inFlight.readResponse().status()).isEqualTo(200);
                assertThat(proxy.log().next().get("origin.connection.reused")).isEqualTo("true");
            }
            awaitClosed(1);
            go.release(1);
            try (RawConnection next = asking(proxy)) {
                assertThat(next.readResponse().status()).isEqualTo(200);
                assertThat(proxy.log().next().get("origin.connection.reused")).isEqualTo("false");
            }
            awaitClosed(1); // idle, long before the keep-alive timeout
            proxy.meters().await("d/o idle", 0);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    /** Until then sessions are resumed, which asks nobody for a certificate; from then on the origin decides anew. */
    @Test
    void sessionOfAnIdentityIsNotResumedOnceThatHasExpired() throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(8);
        TestCertificate client = partners.clientAuthority.issue(
                CertificateSpec.client("partner-t").valid(end.minus(Duration.ofHours(1)), end));
        List<NginxOrigin> origins = new ArrayList<>();
        List<RunningProxy> proxies = new ArrayList<>();
        try {
            for (TlsEngine engine : Ways.engines()) {
                for (String version : List.of("TLSv1.2", "TLSv1.3")) {
                    origins.add(NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                            .withoutKeepAlive()));
                    proxies.add(RunningProxy.start(
                            directory,
                            partners.entry("o", origins.get(origins.size() - 1).port(), client)
                                    .alone(ONE_LOOP),
                            engine));
                }
            }
            for (RunningProxy proxy : proxies) {
                assertThat(Asked.get(proxy, "/").header("X-Seen-Reused")).containsExactly(".");
                assertThat(Asked.get(proxy, "/").header("X-Seen-Reused")).containsExactly("r");
                assertThat(proxy.log().next(2).get(1).get("origin.mtls.outcome"))
                        .isEqualTo("accepted_resumed");
            }
            waitUntil(end.plusMillis(1100));
            for (RunningProxy proxy : proxies) {
                RawResponse response = Asked.get(proxy, "/");
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.header("X-Seen-Reused")).containsExactly(".");
                assertThat(MtlsFacts.of(proxy.log().next()))
                        .isEqualTo(MtlsFacts.accepted(client).withStatus(400).withOutcome("rejected_http"));
            }
        } finally {
            proxies.forEach(RunningProxy::close);
            origins.forEach(NginxOrigin::close);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void rotationClosesIdleConnectionsNowLeasedOnesLaterAndThoseOfOthersNever(String version, TlsEngine engine)
            throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a, partners.b)),
                        JdkContexts.needing(version),
                        this::answerWhenTold);
                ScriptedOrigin other = ScriptedOrigin.plain(connection -> {
                    while (true) {
                        connection.readHead();
                        connection.send(OK);
                    }
                });
                RunningProxy proxy = RunningProxy.start(directory, two(origin, partners.a, other), engine);
                RawConnection inFlight = asking(proxy)) {
            origin.nextConnection();
            go.release(1);
            assertThat(inFlight.readResponse().status()).isEqualTo(200);
            inFlight.send("GET /held HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            proxy.meters().await("d/o idle", 0);
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send("GET /idle HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                origin.nextConnection();
                assertThat(Asked.get(proxy, "/other/").status()).isEqualTo(200);
                go.release(2);
                assertThat(viewer.readResponse().status()).isEqualTo(200);
                assertThat(inFlight.readResponse().status()).isEqualTo(200);
                inFlight.send("GET /held HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                proxy.meters().await("d/o idle", 1);
                proxy.log().next(4);

                proxy.swap(two(origin, partners.b, other), 2);
                awaitClosed(1);
                viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                origin.nextConnection();
                go.release(2);
                assertThat(viewer.readResponse().status()).isEqualTo(200);
                assertThat(inFlight.readResponse().status()).isEqualTo(200);
                awaitClosed(1);
                for (LogLine line : proxy.log().next(2)) {
                    boolean old = line.get("url.path").equals("/held");
                    assertThat(line.get("snapshot")).isEqualTo(old ? "1" : "2");
                    assertThat(line.get("origin.connection.reused")).isEqualTo(String.valueOf(old));
                    assertThat(old || line.get("origin.tls.resumed").equals("false"))
                            .as("no session of the old identity is resumed")
                            .isTrue();
                    assertThat(line.get("origin.mtls.identity"))
                            .isEqualTo(MtlsFacts.sha256(old ? partners.a : partners.b));
                }
                assertThat(Asked.get(proxy, "/other/").status()).isEqualTo(200);
                assertThat(other.connections()).isEqualTo(1);
                assertThat(origin.connections()).isEqualTo(3);
            }
        }
    }

    private static String two(ScriptedOrigin origin, TestCertificate client, ScriptedOrigin other) {
        return OriginEntry.together(
                List.of(partners.entry("o", origin.port(), client), OriginEntry.http("other", other.port())), ONE_LOOP);
    }

    /** What runs under the old snapshot counts, and what waits or shakes hands under it goes on under it. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void whatIsOpenedForAnExchangeIsOpenedUnderItsOwnSnapshot(String version, TlsEngine engine) throws Exception {
        String oneConnection = "limits: {originConnectionsPerOrigin: 1}";
        Semaphore verdicts = new Semaphore(0);
        JdkContexts.Accepting slow = new JdkContexts.Accepting(partners.a, partners.b);
        slow.before(verdicts::acquireUninterruptibly);
        go.release(10);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, slow), JdkContexts.needing(version), this::answerWhenTold);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(ONE_LOOP, oneConnection),
                        engine);
                RawConnection shaking = asking(proxy)) {
            origin.nextConnection();
            try (RawConnection waiting = asking(proxy)) {
                proxy.meters().await("d/o waiting", 1);
                proxy.swap(partners.entry("o", origin.port(), partners.b).alone(ONE_LOOP, oneConnection), 2);
                try (RawConnection after = asking(proxy)) {
                    proxy.meters().await("d/o waiting", 2);
                    verdicts.release(3);
                    assertThat(shaking.readResponse().status()).isEqualTo(200);
                    assertThat(waiting.readResponse().status()).isEqualTo(200);
                    assertThat(after.readResponse().status()).isEqualTo(200);
                }
            }
            for (LogLine line : proxy.log().next(3)) {
                assertThat(line.get("origin.mtls.identity"))
                        .isEqualTo(MtlsFacts.sha256(line.get("snapshot").equals("1") ? partners.a : partners.b));
            }
            assertThat(origin.connections()).isBetween(2, 3);
        }
    }

    /** What its snapshots were made with goes all the same. */
    @Test
    void originThatNoSnapshotChangesIsConnectedToUnderEachOfThem() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, "TLSv1.3"))
                        .withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone())) {
            for (int number = 1; number <= 4; number++) {
                // Several viewers, so that every event loop has a pool.
                for (int i = 0; i < 4; i++) {
                    assertThat(Asked.get(proxy, "/").status())
                            .as("snapshot " + number)
                            .isEqualTo(200);
                    assertThat(proxy.log().next().get("snapshot")).isEqualTo(String.valueOf(number));
                }
                proxy.swap(partners.entry("o", origin.port(), partners.a).alone(), number + 1);
            }
        }
    }
}
