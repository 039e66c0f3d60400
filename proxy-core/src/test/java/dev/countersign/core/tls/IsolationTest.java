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
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private record Promise(int status, List<String> subject, String outcome, String identity) {
        static Promise of(TestCertificate client) {
            return new Promise(
                    200,
                    List.of(client.leaf().getSubjectX500Principal().getName()),
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
                new Promise(502, List.of(), "requested_none_configured", ""),
                "open",
                new Promise(200, List.of(), "not_requested", ""));
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
            inParallel(viewerNumber -> {
                Random random = new Random(seed + viewerNumber);
                List<String> behaviors = List.copyOf(promises.keySet());
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    for (int i = 0; i < requests; i++) {
                        String behavior = behaviors.get(random.nextInt(behaviors.size()));
                        Promise promise = requireNonNull(promises.get(behavior));
                        RawResponse response = Asked.get(viewer, "/" + behavior + "/");
                        assertThat(response.status()).as(context).isEqualTo(promise.status());
                        assertThat(response.header("X-Seen-Subject"))
                                .as(context)
                                .isEqualTo(promise.subject());
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
            inParallel(viewerNumber -> {
                try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                    for (int i = 0; i < ROTATED_REQUESTS; i++) {
                        boolean mustBeNew = swapped.get();
                        List<String> subject = Asked.get(viewer, "/").header("X-Seen-Subject");
                        assertThat(subject)
                                .isSubsetOf(
                                        mustBeNew ? List.of("CN=partner-b") : List.of("CN=partner-a", "CN=partner-b"));
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

    private interface Viewing {
        void view(int viewerNumber) throws Exception;
    }

    private static void inParallel(Viewing viewing) throws Exception {
        ExecutorService viewers = Executors.newFixedThreadPool(VIEWERS);
        try {
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < VIEWERS; i++) {
                int viewerNumber = i;
                all.add(() -> {
                    viewing.view(viewerNumber);
                    return null;
                });
            }
            for (Future<Void> one : viewers.invokeAll(all)) {
                one.get();
            }
        } finally {
            viewers.shutdownNow();
        }
    }

    private static Future<?> inBackground(Callable<Void> work) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> future = thread.submit(work);
        thread.shutdown();
        return future;
    }
}
