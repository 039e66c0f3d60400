package dev.countersign.core.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.asking.NginxPage;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An origin that rejects our certificate is not asked again for a while; everything else goes on. */
final class BackingOffTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";

    /** Longer than any test: what ends the pause is not the clock. */
    private static final String FOR_LONG = "rejectionBackoff: {first: 1h, max: 1h}";

    private static final String COMPLAINT = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: "
            + NginxPage.REJECTED.length() + "\r\n\r\n" + NginxPage.REJECTED;

    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";
    private static final String TWO_LOOPS = "runtime: {eventLoops: 2}";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    /** Accepts partner-a and nobody else, and answers whatever is asked. */
    private static ScriptedOrigin origin(String version) {
        return origin(version, BackingOffTest::answerAll, partners.a);
    }

    private static ScriptedOrigin origin(String version, ScriptedOrigin.Script script, TestCertificate... accepted) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, new JdkContexts.Accepting(accepted)),
                JdkContexts.needing(version),
                script);
    }

    private static void answerAll(RawConnection connection) throws IOException {
        while (true) {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    }

    private static String limits(String more) {
        return "limits: {" + FOR_LONG + more + "}";
    }

    private static String yaml(int port, TestCertificate shown) {
        return partners.entry("o", port, shown).alone(ONE_LOOP, limits(""));
    }

    private static LogLine failed(RunningProxy proxy) throws IOException {
        assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
        LogLine line = proxy.log().next();
        assertThat(line.get("error.type")).isEqualTo("client_certificate_rejected");
        return line;
    }

    private static void assertNoHandshake(LogLine line, String reason) {
        assertThat(line.get("origin.mtls.outcome")).isEqualTo("backing_off");
        assertThat(line.get("error.message"))
                .startsWith("no handshake was made: the last 3 were rejected, most recently with " + reason
                        + "; the next is tried after ");
        assertThat(line.text())
                .doesNotContain("origin.mtls.requested")
                .doesNotContain("origin.mtls.presented")
                .doesNotContain("origin.mtls.identity")
                .doesNotContain("origin.tls.")
                .doesNotContain("origin.address")
                .doesNotContain("origin.attempts");
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void requestsAreAnsweredWithoutAHandshakeUntilTheIdentityChanges(String version, TlsEngine engine)
            throws Exception {
        try (ScriptedOrigin origin = origin(version);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port(), partners.b), engine)) {
            for (int i = 0; i < 3; i++) {
                LogLine line = failed(proxy);
                assertThat(line.get("origin.mtls.outcome")).isEqualTo("rejected_certificate_unknown");
                assertThat(line.get("origin.mtls.presented")).isEqualTo("true");
                assertThat(line.get("origin.attempts")).isEqualTo("1");
            }
            for (int i = 0; i < 5; i++) {
                assertNoHandshake(failed(proxy), "rejected_certificate_unknown");
            }
            assertThat(origin.connections()).isEqualTo(3);
            proxy.meters().await("d/o handshake rejected_certificate_unknown", 3);
            assertThat(proxy.meters().count("d/o held back")).isEqualTo(5);
            assertThat(proxy.meters().count("d/o backing off")).isEqualTo(1);
            assertThat(proxy.nextWarning())
                    .startsWith("origin d/o, shown the client certificate " + directory)
                    .contains(": 3 handshakes in a row were rejected, the last with rejected_certificate_unknown");

            proxy.swap(yaml(origin.port(), partners.b), 2);
            assertNoHandshake(failed(proxy), "rejected_certificate_unknown");
            proxy.swap(yaml(origin.port(), partners.a), 3);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(proxy.meters().count("d/o backing off")).isZero();
            assertThat(proxy.hasNoWarning()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void firstHandshakeThatIsAcceptedEndsThePause(String version, TlsEngine engine) throws Exception {
        JdkContexts.Accepting judge = new JdkContexts.Accepting(partners.a);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, judge),
                        JdkContexts.needing(version),
                        BackingOffTest::answerAll);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b)
                                .alone(ONE_LOOP, "limits: {rejectionBackoff: {first: 1s, max: 1s}}"),
                        engine)) {
            for (int i = 0; i < 3; i++) {
                assertThat(failed(proxy).get("origin.mtls.outcome")).isEqualTo("rejected_certificate_unknown");
            }
            assertThat(proxy.nextWarning()).contains("backing off for ");
            judge.but(partners.b);
            int before = origin.connections();
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (Asked.get(proxy, "/").status() != 200) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(origin.connections()).isEqualTo(before + 1);
            assertThat(proxy.nextWarning()).contains("backing off is over, a handshake ended as accepted after");
            proxy.meters().await("d/o backing off", 0);
        }
    }

    /** Only what a new connection is needed for is held back. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void connectionThatWasAcceptedGoesOnWorking(String version, TlsEngine engine) throws Exception {
        AtomicInteger number = new AtomicInteger();
        Semaphore go = new Semaphore(1);
        ScriptedOrigin.Script firstIsLiked = connection -> {
            boolean liked = number.incrementAndGet() == 1;
            while (true) {
                connection.readHead();
                if (liked) {
                    go.acquireUninterruptibly();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                } else {
                    connection.send(COMPLAINT);
                }
            }
        };
        try (ScriptedOrigin origin = origin(version, firstIsLiked, partners.a);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a)
                                .withCustom("originKeepaliveTimeout: 60")
                                .alone(ONE_LOOP, limits("")),
                        engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(Asked.get(viewer, "/").status()).isEqualTo(200);
            proxy.log().next();
            viewer.send("GET /slow HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            proxy.meters().await("d/o idle", 0);
            for (int i = 0; i < 3; i++) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(400);
                assertThat(proxy.log().next().get("origin.mtls.outcome")).isEqualTo("rejected_http");
            }
            assertNoHandshake(failed(proxy), "rejected_http");
            go.release(1_000);
            assertThat(viewer.readResponse().status()).isEqualTo(200);
            assertThat(Asked.get(viewer, "/").status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(4);
            assertThat(proxy.meters().count("d/o backing off"))
                    .as("a pooled connection is no handshake")
                    .isEqualTo(1);
        } finally {
            go.release(1_000);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatComplainsOverHttpIsOneThatRejects(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version)));
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port(), partners.stranger), engine)) {
            for (int i = 0; i < 3; i++) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(400);
                assertThat(proxy.log().next().get("origin.mtls.outcome")).isEqualTo("rejected_http");
            }
            assertNoHandshake(failed(proxy), "rejected_http");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originWhoseCertificateWeRefuseIsLeftAloneToo(String version, TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(version);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.https("o", origin.port())
                                .trusting(partners.clientBundle())
                                .alone(ONE_LOOP, limits("")),
                        engine)) {
            for (int i = 0; i < 4; i++) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                LogLine line = proxy.log().next();
                assertThat(line.get("error.type")).isEqualTo("origin_certificate_refused");
                if (i == 3) {
                    assertNoHandshake(line, "origin_untrusted");
                }
            }
            assertThat(origin.connections()).isEqualTo(3);
            assertThat(proxy.nextWarning()).startsWith("origin d/o, shown no client certificate: ");
        }
    }

    /** Under TLS 1.3 that looks like a rejection, but a request can bring it about: one viewer would shut out all the others. */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void requestThatTheOriginClosesUponHoldsNobodyBack(TlsEngine engine) throws Exception {
        SSLContext context = JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a));
        // So long that the JDK sends no ticket (RFC 8446 section 4.6.1): every handshake is a full one.
        context.getServerSessionContext().setSessionTimeout((int) TimeUnit.DAYS.toSeconds(8));
        ScriptedOrigin.Script refusesOnePath = connection -> {
            while (!connection.readHead().startsWith("GET /poison ")) {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            }
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, JdkContexts.needing("TLSv1.3"), refusesOnePath);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port(), partners.a), engine)) {
            for (int i = 0; i < 5; i++) {
                assertThat(Asked.get(proxy, "/poison").status()).isEqualTo(502);
                assertThat(proxy.log().next().get("origin.mtls.outcome")).isEqualTo("rejected_silent");
            }
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(proxy.meters().count("d/o held back")).isZero();
            assertThat(proxy.hasNoWarning()).isTrue();
        }
    }

    /** After three rejections the fallback goes first; each of the two has a pause of its own. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void identitiesBackOffOnTheirOwn(String version, TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(version);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b, partners.expired)
                                .alone(ONE_LOOP, limits("")),
                        engine)) {
            for (int i = 0; i < 3; i++) {
                assertThat(failed(proxy).get("origin.attempts")).isEqualTo("2");
            }
            LogLine line = failed(proxy);
            assertNoHandshake(line, "rejected_certificate_unknown");
            assertThat(line.text())
                    .contains("\"origin.history\":[{\"origin\":\"o\",\"outcome\":\"backing_off\"},"
                            + "{\"origin\":\"o\",\"outcome\":\"backing_off\","
                            + "\"error\":\"client_certificate_rejected\"}]");
            assertThat(origin.connections()).isEqualTo(6);
            assertThat(proxy.meters().count("d/o backing off")).isEqualTo(2);
            proxy.swap(
                    partners.entry("o", origin.port(), partners.b, partners.a).alone(ONE_LOOP, limits("")), 2);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine answered = proxy.log().next();
            assertThat(answered.get("origin.mtls.outcome")).isEqualTo("accepted");
            assertThat(answered.get("origin.mtls.fallback")).isEqualTo("true");
            assertThat(answered.get("origin.attempts")).isEqualTo("1");
            assertThat(answered.text()).contains("\"origin.history\":[{\"origin\":\"o\",\"outcome\":\"backing_off\"},");
            assertThat(origin.connections()).isEqualTo(7);
            assertThat(proxy.meters().count("d/o backing off")).isEqualTo(1);
        }
    }

    @Test
    void secondMemberIsAskedInsteadAsIfThereHadBeenAHandshake() throws Exception {
        try (ScriptedOrigin rejecting = origin("TLSv1.3");
                ScriptedOrigin second = ScriptedOrigin.plain(BackingOffTest::answerAll)) {
            String yaml = OriginEntry.together(
                            List.of(
                                    partners.entry("a", rejecting.port(), partners.b),
                                    OriginEntry.http("b", second.port())),
                            ONE_LOOP,
                            limits(""))
                    .replace(
                            "    defaultCacheBehavior: {targetOriginId: a}",
                            "    originGroups: [{id: g, members: [a, b], failoverCriteria: [502]}]\n"
                                    + "    defaultCacheBehavior: {targetOriginId: g}");
            try (RunningProxy proxy = RunningProxy.start(directory, yaml)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
                    LogLine line = proxy.log().next();
                    assertThat(line.get("origin")).isEqualTo("b");
                    assertThat(line.get("failover.reason")).isEqualTo("client_certificate_rejected");
                    assertThat(line.get("origin.attempts")).isEqualTo(i < 3 ? "2" : "1");
                    assertThat(line.text().contains("backing_off")).isEqualTo(i >= 3);
                }
                assertThat(rejecting.connections()).isEqualTo(3);
            }
        }
    }

    /** They wait for room to do what would be in vain by now. Under TLS 1.2 a handshake lasts until the verdict. */
    @Test
    void requestsThatWaitForAHandshakeAreAnsweredWhenThePauseBegins() throws Exception {
        Semaphore go = new Semaphore(0);
        JdkContexts.Accepting judge = new JdkContexts.Accepting();
        judge.before(go::acquireUninterruptibly);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, judge),
                        JdkContexts.needing("TLSv1.2"),
                        BackingOffTest::answerAll);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.b)
                                .alone(TWO_LOOPS, limits(", originHandshakesInFlight: 1")));
                Viewers viewers = Viewers.asking(proxy, 40)) {
            proxy.meters().await("d/o waiting", 39);
            assertThat(origin.connections()).isEqualTo(1);
            go.release(3);
            assertThat(viewers.statuses()).hasSize(40).containsOnly(502);
            assertThat(origin.connections()).isEqualTo(3);
            assertThat(proxy.meters().count("d/o held back")).isEqualTo(37);
            assertThat(proxy.meters().count("d/o waiting")).isZero();
            proxy.meters().await("d/o connections", 0);
        } finally {
            go.release(1_000);
        }
    }
}
