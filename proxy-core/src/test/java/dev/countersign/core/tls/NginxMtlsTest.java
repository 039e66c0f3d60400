package dev.countersign.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxPeer;
import dev.countersign.testkit.origin.NginxPlace;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against real nginx, as a process and in a container: over both TLS versions, with both TLS engines. */
final class NginxMtlsTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#placesVersionsAndEngines";
    private static final String COMPLAINT = "The SSL certificate error";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static NginxPeer asking(NginxPlace place, Asking asking, String version) {
        return place.start(NginxSettings.of(partners.originAsking(asking, version)));
    }

    private static RunningProxy proxy(NginxPeer origin, @Nullable TestCertificate client, TlsEngine engine) {
        return RunningProxy.start(
                directory, partners.entry("o", origin.port(), client).alone(), engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void certificateThatIsAskedForIsPresentedAndSoSaysTheOrigin(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        try (NginxPeer origin = asking(place, Asking.REQUIRED, version);
                RunningProxy proxy = proxy(origin, partners.a, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            RawResponse fresh = Asked.get(viewer, "/");
            assertThat(fresh.status()).isEqualTo(200);
            assertThat(fresh.header("X-Seen-Subject")).containsExactly("CN=partner-a");
            assertThat(fresh.header("X-Seen-Serial")).containsExactly(MtlsFacts.serial(partners.a));
            assertThat(fresh.header("X-Seen-Protocol")).containsExactly(version);
            assertThat(fresh.header("X-Seen-Sni")).containsExactly(OriginEntry.NAME);
            RawResponse pooled = Asked.get(viewer, "/");
            assertThat(pooled.header("X-Seen-Request")).containsExactly("2");
            assertThat(pooled.header("X-Seen-Subject")).containsExactly("CN=partner-a");

            var lines = proxy.log().next(2);
            assertThat(lines).extracting(MtlsFacts::of).containsOnly(MtlsFacts.accepted(partners.a));
            assertThat(lines)
                    .extracting(line -> line.get("origin.connection.reused"))
                    .containsExactly("false", "true");
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.get("origin.tls.protocol")).isEqualTo(version);
                assertThat(line.get("origin.tls.sni")).isEqualTo(OriginEntry.NAME);
                assertThat(line.get("origin.tls.server.sha256")).isEqualTo(MtlsFacts.sha256(partners.server));
                assertThat(line.get("origin.mtls.ca_hint_mismatch")).isEqualTo("false");
            });
            assertThat(proxy.meters().count("d/o handshake accepted")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void nothingIsPresentedToAnOriginThatDoesNotAsk(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        try (NginxPeer origin = asking(place, Asking.NEVER, version);
                RunningProxy proxy = proxy(origin, partners.a, engine)) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(response.header("X-Seen-Subject")).isEmpty();
            assertThat(response.text()).contains("Verify=NONE");
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.notRequested());
        }
    }

    /** nginx does not end the handshake over a certificate: it answers 400, which is the viewer's answer too. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void certificateOfAnUnknownAuthorityIsRejectedOverHttp(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        assertRejectedOverHttp(partners.stranger, place, version, engine);
    }

    /** The origin decides about our dates, not we. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void expiredClientCertificateIsStillPresented(NginxPlace place, String version, TlsEngine engine) throws Exception {
        assertRejectedOverHttp(partners.expired, place, version, engine);
    }

    private static void assertRejectedOverHttp(
            TestCertificate client, NginxPlace place, String version, TlsEngine engine) throws Exception {
        try (NginxPeer origin = asking(place, Asking.REQUIRED, version);
                RunningProxy proxy = proxy(origin, client, engine)) {
            RawResponse response = Asked.get(proxy, "/");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains(COMPLAINT);
            assertThat(response.header("X-Seen-Serial")).containsExactly(MtlsFacts.serial(client));
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.accepted(client).withStatus(400).withOutcome("rejected_http"));
            proxy.meters().await("d/o handshake rejected_http", 1);
            assertThat(proxy.meters().count("d/o handshake accepted")).isZero();
        }
    }

    /** The page that complains does not come with HEAD, so nobody can tell what the 400 is about. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void badRequestToHeadIsNotTakenForAYes(NginxPlace place, String version, TlsEngine engine) throws Exception {
        try (NginxPeer origin = asking(place, Asking.REQUIRED, version);
                RunningProxy proxy = proxy(origin, partners.stranger, engine);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(viewer.readHead()).startsWith("HTTP/1.1 400 ");
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.accepted(partners.stranger)
                            .withStatus(400)
                            .withOutcome("presented"));
            proxy.meters().await("d/o handshake presented", 1);
            assertThat(proxy.meters().count("d/o handshake accepted")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatAsksWhereNothingIsConfiguredGetsNoRequest(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        try (NginxPeer origin = asking(place, Asking.OPTIONAL, version);
                RunningProxy proxy = proxy(origin, null, engine)) {
            assertFixedPage(Asked.get(proxy, "/"));
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(MtlsFacts.askedInVain("requested_none_configured"));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originWithAnotherNameIsRefusedBeforeItSeesOurCertificate(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        TestCertificate other = partners.serverAuthority.server("other.test", "127.0.0.1", "*.origin.test");
        assertRefused(other, "origin_name_mismatch", place, version, engine);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originNobodyVouchesForIsRefusedBeforeItSeesOurCertificate(NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        TestCertificate unknown = TestAuthority.create("servers").server(OriginEntry.NAME);
        assertRefused(unknown, "origin_untrusted", place, version, engine);
    }

    private static void assertRefused(
            TestCertificate server, String outcome, NginxPlace place, String version, TlsEngine engine)
            throws Exception {
        OriginTls tls = partners.originServing(server)
                .asking(Asking.REQUIRED, partners.clientBundle())
                .speaking(version);
        try (NginxPeer origin = place.start(NginxSettings.of(tls));
                RunningProxy proxy = proxy(origin, partners.a, engine)) {
            assertFixedPage(Asked.get(proxy, "/"));
            var line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.failed(outcome, "origin_certificate_refused"));
            assertThat(line.get("origin.tls.server.sha256")).isEqualTo(MtlsFacts.sha256(server));
            assertThat(line.get("origin.attempts")).isEqualTo("1");
        }
    }

    private static void assertFixedPage(RawResponse response) {
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.head() + response.text())
                .contains("The origin could not be reached, or did not answer as expected.")
                .doesNotContainIgnoringCase("certificate")
                .doesNotContainIgnoringCase("mtls")
                .doesNotContain("partner", "127.0.0.1", OriginEntry.NAME);
    }
}
