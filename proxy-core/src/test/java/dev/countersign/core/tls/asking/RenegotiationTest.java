package dev.countersign.core.tls.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.failover.Groups;
import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.server.ApacheServer;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Origins that ask for a certificate, or just for another handshake, in the middle of a connection. */
final class RenegotiationTest {
    private static final String ENGINES = "dev.countersign.core.tls.Ways#engines";
    private static final String TLS_1_2 = "TLSv1.2";

    /** Well below the timeout of a read from an origin, which is what a hang would last. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    /** As long as the TLS handler would wait until its farewell is sent. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final int BODY_BYTES = 64 << 20;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    /** Each engine, once on a full handshake and once on one that resumes. */
    static List<Arguments> enginesAndHandshakes() {
        return Ways.engines().stream()
                .flatMap(engine -> List.of(Arguments.of(engine, false), Arguments.of(engine, true)).stream())
                .toList();
    }

    private static RunningProxy proxy(int port, TlsEngine engine) {
        return RunningProxy.start(
                directory, partners.entry("o", port, partners.a).alone("runtime: {eventLoops: 1}"), engine);
    }

    private static ScriptedOrigin origin(ScriptedOrigin.Script script) {
        return ScriptedOrigin.tls(
                JdkContexts.of(partners.server, partners.clientAuthority), JdkContexts.speaking(TLS_1_2), script);
    }

    /** Where a session is to be resumed, the first connection makes it. */
    private static ScriptedOrigin origin(boolean resumed, ScriptedOrigin.Script script) {
        CountDownLatch first = new CountDownLatch(resumed ? 1 : 0);
        return origin(connection -> {
            if (first.getCount() > 0) {
                first.countDown();
                connection.readHead();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            } else {
                script.play(connection);
            }
        });
    }

    private static void respond(RawConnection connection) throws IOException {
        connection.readHead();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }

    /** The origin sees the end of the connection, behind a request that was on its way, and never a certificate. */
    private static void renegotiateInVain(RawConnection connection) throws IOException {
        try {
            connection.renegotiate();
            connection.readToEnd();
        } catch (IOException refused) {
            return; // as the JDK pleases
        }
        assertThatThrownBy(() -> connection.session().getPeerCertificates()).isInstanceOf(SSLException.class);
    }

    private static void makeSession(boolean resumed, RunningProxy proxy) throws IOException {
        if (resumed) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.notRequested());
        }
    }

    private static void assertRefused(boolean resumed, LogLine line) {
        MtlsFacts refused = MtlsFacts.failed("renegotiation_refused", "origin_tls_failed");
        assertThat(MtlsFacts.of(line)).isEqualTo(resumed ? refused.asResumed() : refused);
        assertThat(line.get("origin.attempts")).as("%s", line).isEqualTo("1");
    }

    @ParameterizedTest
    @MethodSource("enginesAndHandshakes")
    void questionInsteadOfAnAnswerEndsTheRequest(TlsEngine engine, boolean resumed) throws Exception {
        try (ScriptedOrigin origin = origin(resumed, connection -> {
                    connection.readHead();
                    renegotiateInVain(connection);
                });
                RunningProxy proxy = proxy(origin.port(), engine)) {
            makeSession(resumed, proxy);
            long start = System.nanoTime();
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            assertRefused(resumed, proxy.log().next());
            assertThat(proxy.meters().count("d/o handshake renegotiation_refused"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("enginesAndHandshakes")
    void questionThatWaitsForNoRequestEndsItToo(TlsEngine engine, boolean resumed) throws Exception {
        try (ScriptedOrigin origin = origin(resumed, connection -> {
                    connection.session();
                    renegotiateInVain(connection);
                });
                RunningProxy proxy = proxy(origin.port(), engine)) {
            makeSession(resumed, proxy);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertRefused(resumed, proxy.log().next());
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void questionOnAPooledConnectionEndsTheRequestThatIsOnIt(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    respond(connection);
                    connection.readHead();
                    renegotiateInVain(connection);
                });
                RunningProxy proxy = proxy(origin.port(), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            LogLine line = proxy.log().next(2).get(1);
            assertRefused(false, line);
            assertThat(line.get("origin.connection.reused")).isEqualTo("true");
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void questionOnAnIdleConnectionCostsNobodyAnything(TlsEngine engine) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedOrigin origin = origin(connection -> {
                    boolean first = answered.getCount() > 0;
                    respond(connection);
                    if (first) {
                        await(answered); // the proxy has it back
                        renegotiateInVain(connection);
                        ended.countDown();
                    }
                });
                RunningProxy proxy = proxy(origin.port(), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.notRequested());
            answered.countDown();
            await(ended);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(proxy.log().next().get("origin.connection.reused")).isEqualTo("false");
        }
    }

    private static void await(CountDownLatch latch) {
        assertThat(hasCome(latch, 10_000)).isTrue();
    }

    private static boolean hasCome(CountDownLatch latch, long millis) {
        try {
            return latch.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** Its status has gone out: the viewer is cut off, also where the response would have ended with the connection. */
    @ParameterizedTest
    @MethodSource("enginesAndHandshakes")
    void questionInTheMidstOfAResponseCutsTheViewer(TlsEngine engine, boolean resumed) throws Exception {
        for (String framing : List.of("Content-Length: 100\r\n", "")) {
            try (ScriptedOrigin origin = origin(resumed, connection -> {
                        connection.readHead();
                        connection.send("HTTP/1.1 200 OK\r\n" + framing + "\r\nbeginning");
                        renegotiateInVain(connection);
                    });
                    RunningProxy proxy = proxy(origin.port(), engine);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                makeSession(resumed, proxy);
                viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                assertThatThrownBy(viewer::readResponse).isInstanceOf(EOFException.class);
                MtlsFacts refused = MtlsFacts.failed("renegotiation_refused", "origin_closed")
                        .withStatus(200);
                assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(resumed ? refused.asResumed() : refused);
            }
        }
    }

    /** A record that only looks like a question will do: one that is stuck does not read our farewell either, and nobody waits for that. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void questionInTheMidstOfARequestThatIsNotReadEndsItAtOnce(TlsEngine engine) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicLong asked = new AtomicLong();
        AtomicLong sent = new AtomicLong();
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    long before;
                    do { // until nothing moves any more
                        before = sent.get();
                    } while (!hasCome(answered, 200) && (before == 0 || sent.get() != before));
                    asked.set(System.nanoTime());
                    connection.sendBeneath(new byte[] {22, 3, 3, 0, 1, 0});
                    await(answered);
                });
                RunningProxy proxy = proxy(origin.port(), engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n");
            CompletableFuture<Void> body = CompletableFuture.runAsync(() -> {
                try {
                    byte[] piece = new byte[1 << 16];
                    while (sent.addAndGet(piece.length) <= BODY_BYTES) {
                        viewer.send(piece);
                    }
                } catch (IOException refused) {
                    // The proxy need not take what it cannot deliver.
                }
            });
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(Duration.ofNanos(System.nanoTime() - asked.get())).isLessThan(FAREWELL);
            answered.countDown();
            assertRefused(false, proxy.log().next());
            viewer.cut();
            body.join();
        }
    }

    /** The other member of an origin group has not been asked yet. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void questionIsAFailureThatFailsOver(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = origin(connection -> {
                    connection.readHead();
                    renegotiateInVain(connection);
                });
                ScriptedOrigin other = ScriptedOrigin.plain(RenegotiationTest::respond);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        Groups.of(
                                "[502]",
                                partners.entry("a", origin.port(), partners.a),
                                OriginEntry.http("b", other.port())),
                        engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(line.get("failover.reason")).isEqualTo("origin_tls_failed");
            assertThat(line.text()).contains("renegotiation_refused");
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void opensslIsRefusedWhicheverOfItsCommandsIsTyped(TlsEngine engine) throws Exception {
        for (String command : List.of("R", "r")) {
            try (OpensslServer origin = OpensslServer.startTalking(
                            partners.originServing(partners.server).speaking(TLS_1_2),
                            "-CAfile",
                            partners.clientBundle().toString());
                    RunningProxy proxy = proxy(origin.port(), engine);
                    RawConnection viewer = RawViewer.plain(proxy.port())) {
                viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                origin.awaitLog("GET / HTTP/1.1");
                origin.type(command);
                assertThat(viewer.readResponse().status()).isEqualTo(502);
                assertRefused(false, proxy.log().next());
                assertThat(origin.log()).doesNotContain("partner-a");
            }
        }
    }

    /** Before TLS 1.3 Apache asks for some paths by renegotiating. */
    @ParameterizedTest
    @MethodSource("enginesAndHandshakes")
    void apacheThatAsksForOnePathIsRefusedThereAndNowhereElse(TlsEngine engine, boolean resumed) throws Exception {
        try (RealOrigin origin = ApacheServer.startAskingForSecrets(partners.originAsking(Asking.REQUIRED, TLS_1_2));
                RunningProxy proxy = proxy(origin.port(), engine)) {
            if (resumed) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
                assertThat(Asked.get(proxy, "/secret/").status()).isEqualTo(502); // closes the connection
                proxy.log().next(2);
            }
            RawResponse response = Asked.get(proxy, "/secret/");
            assertThat(response.status()).isEqualTo(502);
            assertRefused(resumed, proxy.log().next());
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
        }
    }

    /** TLS 1.3 has no renegotiation, and what it has instead is not offered here: Apache answers 403 on its own. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void apacheCannotAskAfterTheHandshakeUnderTls13(TlsEngine engine) throws Exception {
        try (RealOrigin origin = ApacheServer.startAskingForSecrets(partners.originAsking(Asking.REQUIRED, "TLSv1.3"));
                RunningProxy proxy = proxy(origin.port(), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(Asked.get(proxy, "/secret/").status()).isEqualTo(403);
            assertThat(proxy.log().next(2))
                    .extracting(MtlsFacts::of)
                    .containsExactly(
                            MtlsFacts.notRequested(), MtlsFacts.notRequested().withStatus(403));
        }
    }
}
