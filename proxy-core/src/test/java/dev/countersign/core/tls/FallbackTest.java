package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A second identity where the first is rejected, against real origins: by alerts (openssl) and by a 400 (nginx). */
final class FallbackTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String EVERY_HANDSHAKE = "limits: {rejectionBackoff: none}";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    /** One attempt is configured: the second one is not of those. Each identity is judged anew whenever it is its turn. */
    private static RunningProxy proxy(int port, TestCertificate primary, TestCertificate fallback, TlsEngine engine) {
        return RunningProxy.start(
                directory,
                partners.entry("o", port, primary, fallback)
                        .with("connectionAttempts: 1")
                        .alone("runtime: {eventLoops: 1}", EVERY_HANDSHAKE),
                engine);
    }

    private static NginxOrigin nginx(String version) {
        return NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version)));
    }

    private static void assertFellBack(LogLine line, TestCertificate to) {
        assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(to));
        assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
        assertThat(line.get("origin.mtls.certificate")).startsWith("arn:aws:acm:");
        assertThat(line.get("origin.mtls.version")).isEqualTo("1");
        assertThat(line.get("origin.attempts")).isEqualTo("2");
        assertThat(line.get("origin.connection.reused")).isEqualTo("false");
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void requestRejectedByAnAlertIsAnsweredUnderTheFallback(String version, TlsEngine engine) throws Exception {
        for (var rejected : List.of(partners.stranger, partners.expired)) {
            String alert = rejected == partners.expired ? "certificate_expired" : "unknown_ca";
            try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version));
                    RunningProxy proxy = proxy(origin.port(), rejected, partners.a, engine)) {
                RawResponse response = Asked.get(proxy, "/");
                assertThat(response.status()).isEqualTo(200);
                assertFellBack(proxy.log().next(), partners.a);
                assertThat(proxy.meters().count("d/o handshake rejected_" + alert))
                        .isEqualTo(1);
                proxy.meters().await("d/o handshake accepted", 1);
                assertThat(proxy.meters().count("d/o fell back")).isEqualTo(1);
                assertThat(proxy.meters().count("exchange 200")).isEqualTo(1);
                assertThat(proxy.hasNoWarning()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void requestRejectedOverHttpIsAnsweredUnderTheFallback(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = nginx(version);
                RunningProxy proxy = proxy(origin.port(), partners.stranger, partners.a, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            RawResponse response = Asked.get(viewer, "/first");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("X-Seen-Subject")).containsExactly("CN=partner-a");
            assertThat(response.header("X-Seen-Verify")).containsExactly("SUCCESS");
            assertFellBack(proxy.log().next(), partners.a);
            viewer.send("POST /form HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(viewer.readResponse().header("X-Seen-Subject")).containsExactly("CN=partner-a");
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .as("a fresh connection still, but its session is known")
                    .isEqualTo(MtlsFacts.accepted(partners.a).asResumed().withOutcome("accepted_resumed"));
            proxy.meters().await("d/o handshake rejected_http", 2);
            assertThat(proxy.meters().count("d/o fell back")).isEqualTo(2);
            assertThat(proxy.meters().count("exchange 400")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void identityThatIsAcceptedIsTheOnlyOneShown(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = nginx(version);
                RunningProxy proxy = proxy(origin.port(), partners.a, partners.b, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int i = 1; i <= 2; i++) {
                assertThat(Asked.get(viewer, "/").header("X-Seen-Request")).containsExactly(String.valueOf(i));
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
                assertThat(line.get("origin.mtls.fallback")).isEmpty();
                assertThat(line.get("origin.attempts")).isEqualTo("1");
            }
            assertThat(proxy.meters().count("d/o fell back")).isZero();
        }
    }

    /** The outcome is the second handshake's, and there is no third. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void requestIsSentAgainOnlyOnce(String version, TlsEngine engine) throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version));
                NginxOrigin complaining = nginx(version)) {
            try (RunningProxy proxy = proxy(origin.port(), partners.stranger, partners.expired, engine)) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.rejected(partners.expired, "certificate_expired"));
                assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
                assertThat(line.get("origin.attempts")).isEqualTo("2");
            }
            try (RunningProxy proxy = proxy(complaining.port(), partners.stranger, partners.expired, engine)) {
                RawResponse response = Asked.get(proxy, "/");
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.text()).contains("The SSL certificate error");
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(MtlsFacts.accepted(partners.expired)
                                .withStatus(400)
                                .withOutcome("rejected_http"));
                assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
            }
        }
    }

    /** Every connection is a new one here, so that each request would shake hands twice for ever. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void afterThreeRejectionsInARowTheFallbackGoesFirstUntilARotation(String version, TlsEngine engine)
            throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(NginxSettings.of(partners.originAsking(Asking.REQUIRED, version))
                        .withoutKeepAlive());
                RunningProxy proxy = proxy(origin.port(), partners.stranger, partners.a, engine)) {
            assertThat(attempts(proxy, 5)).containsExactly("2", "2", "2", "1", "1");
            assertThat(proxy.nextWarning())
                    .contains(
                            "d/o",
                            MtlsFacts.sha256(partners.stranger) + ") several times in a row",
                            MtlsFacts.sha256(partners.a) + ") is presented first now");
            proxy.meters().await("d/o opened", 8);

            proxy.swap(
                    partners.entry("o", origin.port(), partners.stranger, partners.a)
                            .with("connectionAttempts: 2")
                            .alone(EVERY_HANDSHAKE),
                    2);
            assertThat(attempts(proxy, 1)).as("nothing was rotated").containsExactly("1");
            proxy.swap(
                    partners.entry("o", origin.port(), partners.expired, partners.a)
                            .alone(EVERY_HANDSHAKE),
                    3);
            assertThat(attempts(proxy, 1)).as("the primary was rotated").containsExactly("2");
            assertThat(proxy.hasNoWarning()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void primaryGoesFirstAgainOnceTheFallbackIsRejectedAndItIsAccepted(String version, TlsEngine engine)
            throws Exception {
        JdkContexts.Accepting nobody = new JdkContexts.Accepting();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, nobody), JdkContexts.needing(version), connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                        });
                RunningProxy proxy = proxy(origin.port(), partners.a, partners.b, engine)) {
            for (String last : List.of("b", "b", "b", "a")) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(
                                MtlsFacts.rejected(last.equals("a") ? partners.a : partners.b, "certificate_unknown"));
                assertThat(line.get("origin.mtls.fallback")).isEqualTo(last.equals("a") ? "" : "true");
            }
            assertThat(proxy.nextWarning()).contains("is presented first now");
            nobody.but(partners.a);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine back = proxy.log().next();
            assertThat(MtlsFacts.of(back)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(back.get("origin.mtls.fallback")).isEmpty();
            assertThat(back.get("origin.attempts")).isEqualTo("2");
            assertThat(proxy.nextWarning()).contains(MtlsFacts.sha256(partners.a) + "): it is presented first again");
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(proxy.log().next().get("origin.attempts")).isEqualTo("1");
        }
    }

    /** A close without a word has many reasons. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void silentRejectionIsNotSentAgain(String version, TlsEngine engine) throws Exception {
        Queue<RawConnection> playing = new ConcurrentLinkedQueue<>();
        JdkContexts.Accepting silent = new JdkContexts.Accepting();
        silent.before(() -> {
            try {
                playing.remove().cut();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, silent), JdkContexts.needing(version), connection -> {
                            playing.add(connection);
                            connection.readHead();
                        });
                RunningProxy proxy = proxy(origin.port(), partners.a, partners.b, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.rejected(partners.a, "silent").withAlert(""));
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    private static List<String> attempts(RunningProxy proxy, int requests) throws Exception {
        List<String> attempts = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
            assertThat(line.get("origin.mtls.fallback")).isEqualTo("true");
            attempts.add(line.get("origin.attempts"));
        }
        return attempts;
    }
}
