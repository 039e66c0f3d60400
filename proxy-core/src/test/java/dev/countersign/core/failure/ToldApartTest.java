package dev.countersign.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.certificate.WrongCertificate;
import dev.countersign.testkit.dns.DnsReply;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real faults on the way to an origin: viewer, log line and docs/failures.md say the same of each, and not the same of any two. */
final class ToldApartTest {
    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    /** Brings a fault about, and has a request meet it. */
    private interface Fault {
        void meet(Viewer viewer) throws Exception;
    }

    /** Sends a request through a proxy with that origin. */
    private interface Viewer {
        void ask(OriginEntry origin, String... blocks) throws Exception;
    }

    /** What has to be said of a fault. */
    private record Row(String name, int status, String errorType, String detailed, String outcome, Fault fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("no such name", 502, "origin_dns_failed", "OriginDnsError", "dns_failed", ToldApartTest::noName),
            new Row(
                    "port closed",
                    502,
                    "origin_connect_failed",
                    "OriginConnectError",
                    "connect_failed",
                    ToldApartTest::closedPort),
            refusing("origin_expired", WrongCertificate.EXPIRED),
            refusing("origin_name_mismatch", WrongCertificate.WRONG_NAME),
            refusing("origin_untrusted", WrongCertificate.FOREIGN_AUTHORITY),
            rejected("TLSv1.2"),
            rejected("TLSv1.3"),
            new Row(
                    "asked, none configured",
                    502,
                    "client_certificate_missing",
                    "OriginConnectError",
                    "requested_none_configured",
                    viewer -> serving(partners.server, "TLSv1.3", null, viewer)),
            new Row(
                    "no handshake in time",
                    504,
                    "origin_tls_timeout",
                    "OriginCommError",
                    "handshake_timeout",
                    ToldApartTest::noHandshake),
            new Row(
                    "no response in time",
                    504,
                    "origin_read_timeout",
                    "OriginCommError",
                    "presented",
                    viewer -> answering(RawConnection::readToEnd, viewer)),
            new Row(
                    "closed without a response",
                    502,
                    "origin_closed",
                    "OriginReadError",
                    "origin_closed",
                    viewer -> answering(RawConnection::readHead, viewer)));

    private static Row refusing(String outcome, WrongCertificate wrong) {
        return new Row(
                outcome,
                502,
                "origin_certificate_refused",
                "OriginConnectError",
                outcome,
                viewer -> serving(
                        wrong.issue(partners.serverAuthority, CertificateSpec.server(OriginEntry.NAME)),
                        "TLSv1.3",
                        partners.a,
                        viewer));
    }

    private static Row rejected(String version) {
        return new Row(
                "stranger rejected over " + version,
                502,
                "client_certificate_rejected",
                "OriginConnectError",
                "rejected_unknown_ca",
                viewer -> serving(partners.server, version, partners.stranger, viewer));
    }

    static List<Arguments> rowsAndEngines() {
        List<Arguments> all = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            ROWS.forEach(row -> all.add(Arguments.of(row, engine)));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("rowsAndEngines")
    void viewerLogAndPageSayTheSame(Row row, TlsEngine engine) throws Exception {
        row.fault().meet((origin, blocks) -> {
            try (RunningProxy proxy = RunningProxy.start(
                    directory,
                    origin.with("connectionAttempts: 1")
                            .with("connectionTimeout: 2")
                            .withCustom("originReadTimeout: 1")
                            .alone(blocks),
                    engine)) {
                RawResponse response = Asked.get(proxy, "/");
                assertThat(response.status()).isEqualTo(row.status());
                assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
                assertThat(response.text()).doesNotContainIgnoringCase("certificate");
                assertLogged(row, proxy.log().next());
            }
        });
        assertDocumented(row);
    }

    private static void assertLogged(Row row, LogLine line) {
        assertThat(line.get("http.response.status_code")).isEqualTo("" + row.status());
        assertThat(line.get("error.type")).isEqualTo(row.errorType());
        assertThat(line.get("error.message")).isNotBlank();
        assertThat(line.get("result_type")).isEqualTo("Error");
        assertThat(line.get("response_result_type")).isEqualTo("Error");
        assertThat(line.get("detailed_result_type")).isEqualTo(row.detailed());
        assertThat(line.get("origin.mtls.outcome")).isEqualTo(row.outcome());
        assertThat(line.get("origin")).isEqualTo("o");
        assertThat(line.get("origin.attempts")).isEqualTo("1");
        assertThat(line.text()).doesNotContain("origin.first_byte_ms", "origin.http.status_code");
        assertThat(line.text().contains("origin.dns_ms"))
                .isEqualTo(row.outcome().equals("dns_failed"));
        assertThat(line.text().contains("origin.connect_ms"))
                .as("TCP was connected")
                .isEqualTo(!List.of("dns_failed", "connect_failed").contains(row.outcome()));
    }

    private static void assertDocumented(Row row) throws IOException {
        assertThat(FailuresPage.row("error.type", row.errorType())).element(1).isEqualTo("" + row.status());
        assertThat(FailuresPage.row("detailed_result_type", row.detailed())
                        .get(1)
                        .split(", "))
                .contains(row.errorType());
        assertThat(FailuresPage.row(
                        "origin.mtls.outcome",
                        row.outcome().replaceFirst("^rejected_(?!silent|http).*", "rejected_<alert>")))
                .hasSize(3);
    }

    /** The rows stand for different reasons to get up at night; a read timeout, above all, is none of connecting. */
    @Test
    void noTwoReasonsHaveOneErrorType() {
        assertThat(ROWS.stream().map(Row::errorType).distinct()).hasSize(8);
        assertThat(ROWS.stream()
                        .filter(row -> row.detailed().equals("OriginCommError"))
                        .map(Row::status))
                .containsOnly(504);
        assertThat(ROWS.stream().filter(row -> row.status() == 502).map(Row::detailed))
                .doesNotContain("OriginCommError");
    }

    /** What nobody asked for is missed by nobody. */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void certificateThatIsNotAskedForIsNoFailure(TlsEngine engine) throws Exception {
        try (OpensslServer server = OpensslServer.start(partners.originServing(partners.server));
                RunningProxy proxy = RunningProxy.start(
                        directory, entry(server.port(), partners.a).alone(), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(line.get("detailed_result_type")).isEqualTo("Miss");
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("not_requested");
            assertThat(line.text()).doesNotContain("error.type", "error.message");
        }
    }

    private static OriginEntry entry(int port, @Nullable TestCertificate client) {
        return partners.entry("o", port, client);
    }

    private static void noName(Viewer viewer) throws Exception {
        try (NameServer dns = NameServer.start().says(OriginEntry.NAME, DnsReply.noSuchName())) {
            viewer.ask(
                    OriginEntry.lookedUp("o", OriginEntry.NAME), "runtime: {nameservers: ['" + dns.address() + "']}");
        }
    }

    private static void closedPort(Viewer viewer) throws Exception {
        try (Socket held = new Socket()) { // bound, and nobody listens
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            viewer.ask(entry(held.getLocalPort(), partners.a));
        }
    }

    private static void noHandshake(Viewer viewer) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(RawConnection::readToEnd)) {
            viewer.ask(entry(origin.port(), partners.a));
        }
    }

    /** Real s_server, which requires a certificate of the clients' authority. */
    private static void serving(TestCertificate server, String version, @Nullable TestCertificate client, Viewer viewer)
            throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originServing(server)
                .asking(Asking.REQUIRED, partners.clientBundle())
                .speaking(version))) {
            viewer.ask(entry(origin.port(), client));
        }
    }

    /** TLS 1.2, so that the certificate is known to be accepted when the script begins. */
    private static void answering(ScriptedOrigin.Script script, Viewer viewer) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                JdkContexts.of(partners.server, partners.clientAuthority), JdkContexts.needing("TLSv1.2"), script)) {
            viewer.ask(entry(origin.port(), partners.a));
        }
    }
}
