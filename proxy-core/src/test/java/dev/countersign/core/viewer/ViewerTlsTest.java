package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The TLS listener: which certificate answers, which handshakes are refused, and what the log says of both. */
final class ViewerTlsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    @TempDir
    Path directory;

    private TestAuthority authority;
    private TestCertificate first;
    private TestCertificate exact;
    private TestCertificate wildcard;

    @BeforeEach
    void issue() {
        authority = TestAuthority.create("ca");
        first = authority.server("first.test");
        exact = authority.server("shop.test", "api.shop.test");
        wildcard = authority.server("*.shop.test");
    }

    /** No origin is needed: every request is refused, and the log line still has the viewer's TLS. */
    private RunningProxy start(String tls, TlsEngine engine) {
        List<String> certificates = new ArrayList<>();
        for (TestCertificate certificate : List.of(first, exact, wildcard)) {
            CertificateFiles files = certificate.writeTo(directory, "viewer-" + certificates.size());
            certificates.add("{chain: \"%s\", key: \"%s\"}".formatted(files.chain(), files.key()));
        }
        return RunningProxy.start(
                directory,
                OneOrigin.plain(9)
                        .withDistribution("enabled: false")
                        .withListener("bind: \"127.0.0.1:0\", tls: {certificates: [%s]%s}"
                                .formatted(String.join(", ", certificates), tls))
                        .yaml(),
                engine);
    }

    private RunningProxy start(String tls) {
        return start(tls, TlsEngine.available());
    }

    private SSLParameters naming(SSLContext context, String serverName) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        return parameters;
    }

    @ParameterizedTest
    @CsvSource({
        "first.test, first", "shop.test, exact", "api.shop.test, exact", "SHOP.test, exact",
        "www.shop.test, wildcard", "a.b.shop.test, first", "unknown.test, first", "'', first",
    })
    void certificateIsChosenByServerName(String serverName, String expected) throws Exception {
        SSLContext context = JdkTls.trusting(authority);
        try (RunningProxy proxy = start("");
                // Without SNI the JDK would send the peer's name: an address is not sent.
                RawConnection viewer = RawViewer.tls(context, naming(context, serverName), "127.0.0.1", proxy.port())) {
            TestCertificate answer =
                    switch (expected) {
                        case "exact" -> exact;
                        case "wildcard" -> wildcard;
                        default -> first;
                    };
            assertThat(serial(viewer)).isEqualTo(answer.leaf().getSerialNumber());
            viewer.send(GET);
            assertThat(viewer.readResponse().status()).isEqualTo(403);
            LogLine line = proxy.log().next();
            assertThat(line.get("tls.sni")).isEqualToIgnoringCase(serverName);
        }
    }

    private static BigInteger serial(RawConnection viewer) throws Exception {
        return ((X509Certificate) viewer.session().getPeerCertificates()[0]).getSerialNumber();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void logLineTellsTheViewersTls(String version) throws Exception {
        SSLContext context = JdkTls.trusting(authority);
        SSLParameters parameters = naming(context, "shop.test");
        parameters.setProtocols(new String[] {version});
        for (TlsEngine engine : TlsEngine.values()) {
            try (RunningProxy proxy = start("", engine);
                    RawConnection viewer = RawViewer.tls(context, parameters, "shop.test", proxy.port())) {
                viewer.send(GET);
                assertThat(viewer.readResponse().status()).isEqualTo(403);
                assertThat(viewer.closed()).isTrue();
                LogLine line = proxy.log().next();
                assertThat(line.get("url.scheme")).isEqualTo("https");
                assertThat(line.get("tls.protocol")).isEqualTo(version);
                assertThat(line.get("tls.cipher")).isEqualTo(viewer.session().getCipherSuite());
                assertThat(line.get("tls.sni")).isEqualTo("shop.test");
            }
        }
    }

    @Test
    void versionsBelowTheMinimumAreRefusedWithALine() throws Exception {
        SSLContext context = JdkTls.trusting(authority);
        SSLParameters old = naming(context, "shop.test");
        old.setProtocols(new String[] {"TLSv1.2"});
        try (RunningProxy proxy = start(", minimumVersion: TLSv1.3")) {
            assertThatThrownBy(() -> RawViewer.tls(context, old, "shop.test", proxy.port()))
                    .isInstanceOf(SSLException.class);
            LogLine line = handshakeLine(proxy);
            assertThat(line.get("error.type")).isEqualTo("tls_failed");
            assertThat(line.get("tls.sni")).isEqualTo("shop.test");
            oneFailure(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0015"})
    void plainHttpOnTheTlsPortIsClosedWithALineThatDoesNotRepeatIt(String before) throws Exception {
        try (RunningProxy proxy = start("");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(before + "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic c2VjcmV0\r\n\r\n");
            viewer.readToEnd();
            LogLine line = handshakeLine(proxy);
            assertThat(line.get("error.type")).isEqualTo("not_tls");
            assertThat(line.text()).doesNotContainIgnoringCase("Authorization").doesNotContain("417574686f72697a");
            assertThat(line.text()).hasSizeLessThan(500);
            oneFailure(proxy);
        }
    }

    @Test
    void viewerThatDoesNotTrustTheCertificateHasALineWithItsAlert() throws Exception {
        SSLContext stranger = JdkTls.trusting(TestAuthority.create("other"));
        try (RunningProxy proxy = start("")) {
            assertThatThrownBy(() -> RawViewer.tls(stranger, "shop.test", proxy.port()))
                    .isInstanceOf(SSLException.class);
            LogLine line = handshakeLine(proxy);
            assertThat(line.get("error.type")).isEqualTo("alert");
            assertThat(line.get("tls.alert")).isEqualTo("certificate_unknown");
            oneFailure(proxy);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001"})
    void handshakeThatDoesNotComeAboutIsEndedWithALine(String bytes) throws Exception {
        try (RunningProxy proxy = start(", handshakeTimeout: 1s");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send(bytes);
            viewer.readToEnd();
            LogLine line = handshakeLine(proxy);
            assertThat(line.get("error.type")).isEqualTo("timeout");
            assertThat(Double.parseDouble(line.get("duration_ms"))).isBetween(900.0, 5_000.0);
            oneFailure(proxy);
        }
    }

    @Test
    void clientHelloOverTheLimitIsRefusedWithALineBeforeItIsRead() throws Exception {
        try (RunningProxy proxy = start(", clientHelloBytes: 2KiB");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("\u0016\u0003\u0001@\u0000\u0001\u0000\u0008\u0001" + "\u0000".repeat(0x4000 - 4));
            viewer.readToEnd();
            assertThat(handshakeLine(proxy).get("error.type")).isEqualTo("client_hello_too_large");
            oneFailure(proxy);
        }
    }

    @Test
    void viewerThatLeavesInTheHandshakeHasALine() throws Exception {
        try (RunningProxy proxy = start("");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("\u0016\u0003");
            viewer.cut();
            assertThat(handshakeLine(proxy).get("error.type")).isEqualTo("closed");
            oneFailure(proxy);
        }
    }

    private static LogLine handshakeLine(RunningProxy proxy) {
        LogLine line = proxy.log().next();
        assertThat(line.get("event")).isEqualTo("viewer_handshake");
        assertThat(line.get("client.address")).isEqualTo("127.0.0.1");
        return line;
    }

    private static void oneFailure(RunningProxy proxy) {
        proxy.end();
        assertThat(proxy.log().isEmpty()).isTrue();
        assertThat(proxy.meters().count("viewer handshakes failed")).isEqualTo(1);
        assertThat(proxy.meters().count("viewers")).isZero();
    }
}
