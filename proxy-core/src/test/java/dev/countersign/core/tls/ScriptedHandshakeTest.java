package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against origins that do what real ones do only on bad days. */
final class ScriptedHandshakeTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String ENGINES = "dev.countersign.core.tls.Ways#engines";
    private static final String RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    /** One attempt of one second, so that what times out does so soon. */
    private static OriginEntry entry(int port) {
        return partners.entry("o", port, partners.a)
                .with("connectionAttempts: 1")
                .with("connectionTimeout: 1");
    }

    private static RunningProxy proxy(OriginEntry origin, TlsEngine engine) {
        return RunningProxy.start(directory, origin.alone(), engine);
    }

    private static void respond(RawConnection connection) throws IOException {
        connection.readHead();
        connection.send(RESPONSE);
    }

    /** A trust manager of an origin that looks at our certificate, and then does something. */
    private record Judge(List<X509Certificate> named, Runnable verdict) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (!chain[0].equals(partners.a.leaf())) {
                throw new CertificateException("somebody else");
            }
            verdict.run();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("clients only");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return named.toArray(X509Certificate[]::new);
        }
    }

    /** FW-12: an origin that would rather speak HTTP/2 is spoken to in HTTP/1.1. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originIsNeverSpokenToInHttp2(String version, TlsEngine engine) throws Exception {
        SSLParameters parameters = JdkContexts.needing(version);
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        Queue<String> heads = new ConcurrentLinkedQueue<>();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new Judge(List.of(), () -> {})), parameters, connection -> {
                            heads.add(connection.readHead());
                            connection.send(RESPONSE);
                        });
                RunningProxy proxy = proxy(partners.entry("o", origin.port(), partners.a), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            assertThat(heads).singleElement().asString().startsWith("GET / HTTP/1.1\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void closeWithoutAWordAfterOurCertificateIsARejection(String version, TlsEngine engine) throws Exception {
        Queue<RawConnection> playing = new ConcurrentLinkedQueue<>();
        Judge silent = new Judge(List.of(), () -> {
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
                RunningProxy proxy = proxy(partners.entry("o", origin.port(), partners.a), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.rejected(partners.a, "silent").withAlert(""));
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** Before TLS 1.3 the handshake's end is the origin's yes: what closes later has another reason, and may be tried again. */
    @ParameterizedTest
    @MethodSource(ENGINES)
    void closeAfterATls12HandshakeIsNoRejection(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, partners.clientAuthority),
                        JdkContexts.needing("TLSv1.2"),
                        connection -> {
                            connection.readHead();
                            connection.cut();
                        });
                RunningProxy proxy = proxy(partners.entry("o", origin.port(), partners.a), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("origin_closed");
            assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
            assertThat(line.get("origin.attempts")).isEqualTo("3");
        }
    }

    static List<Arguments> alerts() {
        List<Arguments> alerts = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            alerts.add(Arguments.of(engine, 40, "handshake_failure", "no_common_tls"));
            alerts.add(Arguments.of(engine, 70, "protocol_version", "no_common_tls"));
            alerts.add(Arguments.of(engine, 71, "insufficient_security", "no_common_tls"));
            alerts.add(Arguments.of(engine, 80, "internal_error", "tls_failed_internal_error"));
            alerts.add(Arguments.of(engine, 112, "unrecognized_name", "tls_failed_unrecognized_name"));
        }
        return alerts;
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void alertBeforeAnyQuestionIsNoRejectionOfOurCertificate(TlsEngine engine, int number, String alert, String outcome)
            throws Exception {
        byte[] record = {21, 3, 3, 0, 2, 2, (byte) number};
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readExactly(5);
                    connection.send(record);
                    connection.closed();
                });
                RunningProxy proxy = proxy(entry(origin.port()), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.failed(outcome, "origin_tls_failed").withAlert(alert));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void whatIsNotTlsIsGarbage(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    connection.closed();
                });
                RunningProxy proxy = proxy(entry(origin.port()), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.failed("garbage", "origin_tls_failed"));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void closeBeforeAnyQuestionIsNoRejectionOfOurCertificate(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> connection.readExactly(5));
                RunningProxy proxy = proxy(entry(origin.port()), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.failed("origin_closed", "origin_closed"));
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void silenceEndsWithTheConnectionTimeout(TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(RawConnection::readToEnd);
                RunningProxy proxy = proxy(entry(origin.port()), engine)) {
            long start = System.nanoTime();
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(504);
            assertThat(System.nanoTime() - start).isBetween(900_000_000L, 5_000_000_000L);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.failed("handshake_timeout", "origin_tls_timeout")
                            .withStatus(504));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void requiredQuestionThatIsNotAskedEndsBeforeTheFirstRequestByte(String version, TlsEngine engine)
            throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, partners.clientAuthority),
                        JdkContexts.speaking(version),
                        RawConnection::readToEnd);
                RunningProxy proxy = proxy(
                        OriginEntry.https("o", origin.port())
                                .trusting(partners.serverBundle())
                                .presenting(partners.written(partners.a), "require"),
                        engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.failed("not_requested_required", "client_certificate_not_requested"));
            RawConnection seen = origin.nextConnection();
            assertThat(seen.session().getProtocol()).isEqualTo(version);
            assertThat(seen.received()).isEmpty();
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** A snapshot that demands the question must not use a connection made when it was not demanded. */
    @Test
    void connectionThatWasNotAskedIsNotUsedOnceTheQuestionIsRequired() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, partners.clientAuthority),
                        JdkContexts.speaking("TLSv1.3"),
                        connection -> {
                            respond(connection);
                            respond(connection);
                        });
                RunningProxy proxy =
                        RunningProxy.start(directory, entry(origin.port()).alone());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(Asked.get(viewer, "/").status()).isEqualTo(200);
            proxy.swap(
                    OriginEntry.https("o", origin.port())
                            .trusting(partners.serverBundle())
                            .presenting(partners.written(partners.a), "require")
                            .alone(),
                    2);
            assertThat(Asked.get(viewer, "/").status()).isEqualTo(502);
            assertThat(proxy.log().next(2).get(1).get("origin.mtls.outcome")).isEqualTo("not_requested_required");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void hintsThatDoNotNameOurIssuerDoNotWithholdOurCertificate(String version, TlsEngine engine) throws Exception {
        Judge otherHints = new Judge(List.of(TestAuthority.create("others").certificate()), () -> {});
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, otherHints),
                        JdkContexts.needing(version),
                        ScriptedHandshakeTest::respond);
                RunningProxy proxy = proxy(entry(origin.port()), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.get("origin.mtls.ca_hint_mismatch")).isEqualTo("true");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatOnlyWantsACertificateGetsNoRequestWhereNoneIsConfigured(String version, TlsEngine engine)
            throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, partners.clientAuthority),
                        JdkContexts.wanting(version),
                        RawConnection::readToEnd);
                RunningProxy proxy = proxy(partners.entry("o", origin.port(), null), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.askedInVain("requested_none_configured"));
            assertThat(origin.nextConnection().received()).isEmpty();
        }
    }

    @Test
    void originThatRefusesConnectionsIsTriedAsOftenAsConfigured() throws Exception {
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // nobody listens, nobody else can
            try (RunningProxy proxy = RunningProxy.start(
                    directory,
                    partners.entry("o", taken.getLocalPort(), partners.a).alone())) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.mtls.outcome")).isEqualTo("connect_failed");
                assertThat(line.get("error.type")).isEqualTo("origin_connect_failed");
                assertThat(line.get("origin.attempts")).isEqualTo("3");
                assertThat(line.get("origin.mtls.presented")).isEmpty();
            }
        }
    }

    @Test
    void originThatTakesNoConnectionsTimesOut() throws Exception {
        List<Socket> queued = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queued);
            try (RunningProxy proxy =
                    RunningProxy.start(directory, entry(full.getLocalPort()).alone())) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(504);
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.mtls.outcome")).isEqualTo("connect_timeout");
                assertThat(line.get("error.type")).isEqualTo("origin_connect_timeout");
            }
        } finally {
            for (Socket socket : queued) {
                socket.close();
            }
        }
    }

    /** Connects until the kernel answers no more. */
    private static void fill(ServerSocket listener, List<Socket> queued) throws IOException {
        while (queued.size() < 64) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 200);
            } catch (SocketTimeoutException isFull) {
                return;
            }
        }
        throw new AssertionError("the accept queue does not fill");
    }

    @Test
    void nameThatCannotBeResolvedBlocksNobodyElse() throws Exception {
        CountDownLatch served = new CountDownLatch(1);
        try (NameServer silent = NameServer.start().isSilentAbout("lost.test");
                ScriptedOrigin other = ScriptedOrigin.plain(connection -> {
                    respond(connection);
                    served.countDown();
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.together(
                                List.of(
                                        OriginEntry.lookedUp("lost", "lost.test"),
                                        OriginEntry.http("other", other.port())),
                                "runtime: {eventLoops: 1, nameservers: ['" + silent.address() + "']}"));
                RawConnection lost = RawViewer.plain(proxy.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            lost.send("GET /lost/ HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            RawResponse response = Asked.get(viewer, "/other/");
            assertThat(response.status()).isEqualTo(200);
            served.await();
            assertThat(lost.readResponse().status()).isEqualTo(502);
            LogLine line = proxy.log().next(2).stream()
                    .filter(one -> one.get("origin").equals("lost"))
                    .findFirst()
                    .orElseThrow();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("dns_failed");
            assertThat(line.get("error.type")).isEqualTo("origin_dns_failed");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
        }
    }
}
