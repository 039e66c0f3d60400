package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against real {@code openssl s_server}, whose verdicts are exact alerts. */
final class OpensslMtlsTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final int BODY_BYTES = 4 << 20;

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static RunningProxy proxy(OpensslServer origin, @Nullable TestCertificate client, TlsEngine engine) {
        return RunningProxy.start(
                directory, partners.entry("o", origin.port(), client).alone(), engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void acceptedCertificateIsTheOneTheOriginPrints(String version, TlsEngine engine) throws Exception {
        assertAccepted(partners.a, version, engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void everyKeyTypeIsPresented(String version, TlsEngine engine) throws Exception {
        for (KeyType type : new KeyType[] {KeyType.RSA_2048, KeyType.P384, KeyType.ED25519}) {
            assertAccepted(
                    partners.clientAuthority.issue(
                            CertificateSpec.client("partner-" + type).key(type)),
                    version,
                    engine);
        }
    }

    private static void assertAccepted(TestCertificate client, String version, TlsEngine engine) throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version));
                RunningProxy proxy = proxy(origin, client, engine)) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.accepted(client));
            assertThat(response.text().replace(":", "").toUpperCase(java.util.Locale.ROOT))
                    .contains(MtlsFacts.serial(client));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void unknownAuthorityIsTheAlertThatIsLogged(String version, TlsEngine engine) throws Exception {
        assertRejected(partners.stranger, "unknown_ca", version, engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void expiredCertificateIsTheAlertThatIsLogged(String version, TlsEngine engine) throws Exception {
        assertRejected(partners.expired, "certificate_expired", version, engine);
    }

    private static void assertRejected(TestCertificate client, String alert, String version, TlsEngine engine)
            throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version));
                RunningProxy proxy = proxy(origin, client, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            var line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.rejected(client, alert));
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(proxy.meters().count("d/o handshake rejected_" + alert)).isEqualTo(1);
        }
    }

    /** What we still write runs into a closed connection; the alert that came before must not be lost over it. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void alertArrivesIntactWhileABodyIsInFlight(String version, TlsEngine engine) throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version));
                RunningProxy proxy = proxy(origin, partners.stranger, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n");
            CompletableFuture<Void> body = CompletableFuture.runAsync(() -> {
                try {
                    viewer.send(new byte[BODY_BYTES]);
                } catch (IOException refused) {
                    // The proxy need not take what it cannot deliver.
                }
            });
            assertThat(viewer.readResponse().status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.rejected(partners.stranger, "unknown_ca"));
            viewer.cut();
            body.join();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatAsksWhereNothingIsConfiguredGetsNoEmptyAnswer(String version, TlsEngine engine) throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.OPTIONAL, version));
                RunningProxy proxy = proxy(origin, null, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.askedInVain("requested_none_configured"));
            assertThat(origin.awaitLog("alert read:.*")).isNotEmpty();
            assertThat(origin.log()).doesNotContain("read client certificate\n", "GET /");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void keyThatFitsNoOfferedSchemeIsWithheld(String version, TlsEngine engine) throws Exception {
        TestCertificate rsaServer = partners.serverAuthority.issue(
                CertificateSpec.server("origin.test").key(KeyType.RSA_2048));
        try (OpensslServer origin = OpensslServer.start(
                        partners.originServing(rsaServer)
                                .asking(Asking.REQUIRED, partners.clientBundle())
                                .speaking(version),
                        "-client_sigalgs",
                        "RSA-PSS+SHA256:RSA+SHA256");
                RunningProxy proxy = proxy(origin, partners.a, engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.askedInVain("withheld_key_type"));
        }
    }
}
