package dev.countersign.core.tls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.server.Sighting;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.Viewers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An identity belongs to the behavior that names it: on pooled connections, on resumed sessions, and after a rotation. */
final class IsolationTest {
    private static final int VIEWERS = 8;
    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";

    /** Rejections are what is counted here. */
    private static final String EVERY_HANDSHAKE = "limits: {rejectionBackoff: none}";

    private static final int ROTATED_REQUESTS = 24;
    private static final String SEEN = "location /%s/ { rewrite_log on; rewrite ^ /seen; return 200 seen; }";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    static List<Arguments> everyWay() {
        List<Arguments> ways = new ArrayList<>();
        for (Arguments way : Ways.versionsAndEngines()) {
            for (boolean keepAlive : new boolean[] {true, false}) {
                ways.add(Arguments.of(way.get()[0], way.get()[1], keepAlive));
            }
        }
        return ways;
    }

    /** 1,000 in all; fewer where each handshake takes several milliseconds. */
    private static int requestsPerViewer(TlsEngine engine) {
        return engine == TlsEngine.JDK ? 40 : 125;
    }

    private static NginxOrigin origin(Asking asking, String version, boolean keepAlive) {
        NginxSettings settings = NginxSettings.of(partners.originAsking(asking, version))
                .withLocations(SEEN.formatted("a"), SEEN.formatted("none"));
        return NginxOrigin.start(keepAlive ? settings : settings.withoutKeepAlive());
    }

    /** What a behavior's requests must come to. */
    private record Promise(int status, Optional<String> commonName, String outcome, String identity) {
        static Promise of(TestCertificate client) {
            return new Promise(
                    200,
                    Optional.of(
                            client.leaf().getSubjectX500Principal().getName().substring("CN=".length())),
                    "accepted",
                    MtlsFacts.sha256(client));
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void everyRequestArrivesUnderTheIdentityOfItsBehavior(String version, TlsEngine engine, boolean keepAlive)
            throws Exception {
        long seed = System.nanoTime();
        String context = "seed " + seed;
        Map<String, Promise> promises = Map.of(
                "a",
                Promise.of(partners.a),
                "b",
                Promise.of(partners.b),
                "none",
                new Promise(502, Optional.empty(), "requested_none_configured", ""),
                "open",
                new Promise(200, Optional.empty(), "not_requested", ""));
        try (NginxOrigin asking = origin(Asking.OPTIONAL, version, keepAlive);
                NginxOrigin open = origin(Asking.NEVER, version, keepAlive);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.together(List.of(
                                partners.entry("a", asking.port(), partners.a),
                                partners.entry("b", asking.port(), partners.b),
                                partners.entry("none", asking.port(), null),
                                partners.entry("open", open.port(), null))),
                        engine)) {
            int requests = requestsPerViewer(engine);
            Viewers.inParallel(VIEWERS, viewerNumber -> {
                Random random = new Random(seed + viewerNumber);
                List<String> behaviors = List.copyOf(promises.keySet());
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    for (int i = 0; i < requests; i++) {
                        String behavior = behaviors.get(random.nextInt(behaviors.size()));
                        Promise promise = requireNonNull(promises.get(behavior));
                        RawResponse response = Asked.get(viewer, "/" + behavior + "/");
                        assertThat(response.status()).as(context).isEqualTo(promise.status());
                        assertThat(Sighting.of(response).commonName())
                                .as(context)
                                .isEqualTo(promise.commonName());
                    }
                }
            });
            int resumed = 0;
            for (LogLine line : proxy.log().next(VIEWERS * requests)) {
                Promise promise = requireNonNull(promises.get(line.get("origin")));
                assertThat(line.get("origin.mtls.identity")).as(context + line).isEqualTo(promise.identity());
                assertThat(line.get("origin.mtls.outcome").replace("_resumed", ""))
                        .as(context)
                        .isEqualTo(promise.outcome());
                resumed += line.get("origin.tls.resumed").equals("true") ? 1 : 0;
            }
            assertThat(keepAlive || resumed > 0).as("sessions were resumed").isTrue();
            assertThat(asking.log()).contains("\"GET /a/").doesNotContain("\"GET /none/");
        }
    }

    @ParameterizedTest
    @MethodSource("everyWay")
    void nothingStartedAfterARotationCarriesTheOldIdentity(String version, TlsEngine engine, boolean keepAlive)
            throws Exception {
        try (NginxOrigin origin = origin(Asking.REQUIRED, version, keepAlive);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(),
                        engine)) {
            AtomicBoolean swapped = new AtomicBoolean();
            AtomicInteger after = new AtomicInteger();
            CountDownLatch halfway = new CountDownLatch(VIEWERS);
            CountDownLatch done = new CountDownLatch(1);
            Future<?> rotation = inBackground(() -> {
                halfway.await();
                proxy.swap(partners.entry("o", origin.port(), partners.b).alone(), 2);
                swapped.set(true);
                done.countDown();
                return null;
            });
            Viewers.inParallel(VIEWERS, viewerNumber -> {
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    for (int i = 0; i < ROTATED_REQUESTS; i++) {
                        boolean mustBeNew = swapped.get();
                        assertThat(commonName(Asked.get(viewer, "/")))
                                .isIn(mustBeNew ? List.of("partner-b") : List.of("partner-a", "partner-b"));
                        after.addAndGet(mustBeNew ? 1 : 0);
                        if (i == ROTATED_REQUESTS / 2) {
                            halfway.countDown();
                        }
                        if (i == ROTATED_REQUESTS - 5) {
                            done.await();
                        }
                    }
                }
            });
            rotation.get();
            assertThat(after).hasValueGreaterThanOrEqualTo(VIEWERS * 3);
            for (LogLine line : proxy.log().next(VIEWERS * ROTATED_REQUESTS)) {
                assertThat(line.get("origin.mtls.identity"))
                        .isEqualTo(MtlsFacts.sha256(line.get("snapshot").equals("1") ? partners.a : partners.b));
            }
        }
    }

    /** One origin presents first what the other presents second: of the same server, in the same distribution. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void originsThatUseTheSameIdentitiesInOppositeRolesShareNothing(String version, TlsEngine engine, boolean keepAlive)
            throws Exception {
        NginxSettings settings = NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                .withLocations(SEEN.formatted("x"), SEEN.formatted("y"));
        try (NginxOrigin origin = NginxOrigin.start(keepAlive ? settings : settings.withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.together(
                                List.of(
                                        partners.entry("x", origin.port(), partners.expired, partners.a),
                                        partners.entry("y", origin.port(), partners.a, partners.expired)),
                                ONE_LOOP),
                        engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 0; i < 6; i++) {
                for (String behavior : List.of("x", "y")) {
                    assertThat(commonName(Asked.get(viewer, "/" + behavior + "/")))
                            .isEqualTo("partner-a");
                    LogLine line = proxy.log().next();
                    boolean second = behavior.equals("x");
                    assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
                    assertThat(line.get("origin.mtls.fallback")).isEqualTo(second ? "true" : "");
                    assertThat(line.get("origin.mtls.certificate").startsWith("arn:"))
                            .as("a session of the other origin's would say otherwise")
                            .isEqualTo(second);
                    if (i == 0) {
                        assertThat(line.get("origin.tls.resumed")).isEqualTo("false");
                        assertThat(line.get("origin.connection.reused")).isEqualTo("false");
                    }
                }
            }
            assertThat(proxy.meters().count("d/x fell back")).isEqualTo(3);
            assertThat(proxy.meters().count("d/y fell back")).isZero();
        }
    }

    /** The new primary would be let in on a connection or a session of the old one. */
    @ParameterizedTest
    @MethodSource("everyWay")
    void oldPrimaryThatBecomesTheFallbackLendsTheNewOneNothing(String version, TlsEngine engine, boolean keepAlive)
            throws Exception {
        NginxSettings settings = NginxSettings.of(partners.originAsking(Asking.REQUIRED, version));
        try (NginxOrigin origin = NginxOrigin.start(keepAlive ? settings : settings.withoutKeepAlive());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a).alone(ONE_LOOP, EVERY_HANDSHAKE),
                        engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            List<String> entries = List.of(
                    partners.entry("o", origin.port(), partners.expired, partners.a)
                            .alone(ONE_LOOP, EVERY_HANDSHAKE),
                    partners.entry("o", origin.port(), partners.a, partners.expired)
                            .alone(ONE_LOOP, EVERY_HANDSHAKE),
                    partners.entry("o", origin.port(), partners.expired, partners.a)
                            .alone(ONE_LOOP, EVERY_HANDSHAKE));
            assertAnsweredUnderA(proxy, viewer, false);
            for (int number = 2; number <= 4; number++) {
                proxy.swap(entries.get(number - 2), number);
                for (int i = 0; i < 2; i++) {
                    assertAnsweredUnderA(proxy, viewer, number != 3);
                }
            }
            proxy.meters().await("d/o handshake rejected_http", 4);
            assertThat(proxy.meters().count("d/o fell back")).isEqualTo(4);
        }
    }

    /** Whom the origin saw; nobody is the empty name. */
    private static String commonName(RawResponse response) {
        return Sighting.of(response).commonName().orElse("");
    }

    private static void assertAnsweredUnderA(RunningProxy proxy, RawConnection viewer, boolean asFallback)
            throws IOException {
        assertThat(commonName(Asked.get(viewer, "/"))).isEqualTo("partner-a");
        LogLine line = proxy.log().next();
        assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
        assertThat(line.get("origin.mtls.fallback")).isEqualTo(asFallback ? "true" : "");
        assertThat(line.get("origin.attempts")).isEqualTo(asFallback ? "2" : "1");
    }

    private static Future<?> inBackground(Callable<Void> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> future = thread.submit(work);
        thread.shutdown();
        return future;
    }
}
