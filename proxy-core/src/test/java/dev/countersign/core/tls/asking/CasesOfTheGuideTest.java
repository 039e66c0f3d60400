package dev.countersign.core.tls.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What CloudFront's guide to origin mTLS says of each case: what the viewer gets, and whose success or failure it is in the log. */
final class CasesOfTheGuideTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private record Told(RawResponse response, LogLine line) {}

    private static Told ask(OriginTls tls, @Nullable TestCertificate client, TlsEngine engine) throws Exception {
        // -msg prints the handshake messages that reach it, by name
        try (OpensslServer origin = OpensslServer.start(tls, "-msg");
                RunningProxy proxy = RunningProxy.start(
                        directory, partners.entry("o", origin.port(), client).alone(), engine)) {
            RawResponse response = Asked.get(proxy, "/");
            Told told = new Told(response, proxy.log().next());
            assertThat(origin.log().lines().filter(line -> line.matches("<<< .*, Certificate$")))
                    .as("Certificate messages of ours in %s", origin.log())
                    .hasSize(told.line().get("origin.mtls.presented").equals("true") ? 1 : 0);
            return told;
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatDoesNotAskSeesNoCertificateMessageAndIsAnOrdinarySuccess(String version, TlsEngine engine)
            throws Exception {
        Told told = ask(partners.originServing(partners.server).speaking(version), partners.a, engine);
        assertThat(told.response().status()).isEqualTo(200);
        assertThat(told.line().get("result_type")).isEqualTo("Miss");
        assertThat(told.line().get("detailed_result_type")).isEqualTo("Miss");
        assertThat(told.line().get("error.type")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatAsksSeesOneCertificateMessage(String version, TlsEngine engine) throws Exception {
        for (Asking asking : new Asking[] {Asking.OPTIONAL, Asking.REQUIRED}) {
            Told told = ask(partners.originAsking(asking, version), partners.a, engine);
            assertThat(told.response().status()).isEqualTo(200);
            assertThat(told.line().get("origin.mtls.outcome")).isEqualTo("accepted");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void rejectionIsAnErrorOfTheOriginThatTheViewerLearnsNothingOf(String version, TlsEngine engine) throws Exception {
        for (TestCertificate client : new TestCertificate[] {partners.stranger, partners.expired}) {
            Told told = ask(partners.originAsking(Asking.REQUIRED, version), client, engine);
            assertFailed(told, "client_certificate_rejected");
            assertThat(told.line().get("origin.mtls.outcome")).startsWith("rejected_");
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void questionWithoutAnAnswerIsDroppedAndAttributedToTheOrigin(String version, TlsEngine engine) throws Exception {
        for (Asking asking : new Asking[] {Asking.OPTIONAL, Asking.REQUIRED}) {
            assertFailed(ask(partners.originAsking(asking, version), null, engine), "client_certificate_missing");
        }
    }

    private static void assertFailed(Told told, String errorType) {
        RawResponse response = told.response();
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
        assertThat(response.head() + response.text())
                .doesNotContainIgnoringCase("certificate")
                .doesNotContainIgnoringCase("tls")
                .doesNotContain("partner");
        LogLine line = told.line();
        assertThat(line.get("error.type")).isEqualTo(errorType);
        assertThat(line.get("result_type")).isEqualTo("Error");
        assertThat(line.get("distribution")).isEqualTo("d");
        assertThat(line.get("origin")).isEqualTo("o");
        assertThat(line.get("origin.address")).startsWith("127.0.0.1:");
        assertThat(line.get("origin.attempts")).isEqualTo("1");
    }
}
