package dev.countersign.core.tls.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.KeyFormat;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxShowcase;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every row of {@link ShownCertificates} through the running proxy, on full handshakes; ResumptionTest has the resumed ones. The
 * origins want a client certificate, which is fine: it helps none of them.
 */
final class ShownCertificatesTest {
    private static final List<Shown> ROWS = ShownCertificates.all();
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    private static final MtlsFacts NOT_SHOWN =
            MtlsFacts.failed("no_common_tls", "origin_tls_failed").withAlert("handshake_failure");

    /** OpenSSL does not sign with an EC key that may not. */
    private static final Set<String> NOT_SHOWN_OVER_TLS_1_2 =
            Set.of("keys for key agreement alone", "a leaf that is an authority");

    /** The JDK says in its hello that it does not take these, and OpenSSL heeds it. */
    private static final Set<String> NOT_SHOWN_TO_THE_JDK =
            Set.of("signed over MD5", "signed with RSASSA-PSS over SHA-1");

    @TempDir
    static Path directory;

    private static final TestAuthority clients = TestAuthority.create("clients");
    private static final TestCertificate client = clients.client("partner-a");
    private static final List<ShowingOrigin> origins = new ArrayList<>();
    private static final Map<TlsEngine, RunningProxy> proxies = new EnumMap<>(TlsEngine.class);

    @BeforeAll
    static void start() {
        for (Shown row : ROWS) {
            origins.add(ShowingOrigin.asking(row.certificate(), client));
        }
        String yaml = yaml(row -> origins.get(row).port());
        for (TlsEngine engine : Ways.engines()) {
            proxies.put(engine, RunningProxy.start(directory, yaml, engine));
        }
    }

    @AfterAll
    static void stop() {
        proxies.values().forEach(RunningProxy::close);
        origins.forEach(ShowingOrigin::close);
    }

    /** Each row is two origins, one for each version: {@code o12-3} is row 12 over TLS 1.3. */
    private static String yaml(IntUnaryOperator ports) {
        StringBuilder yaml =
                new StringBuilder("listeners: [{bind: '127.0.0.1:0'}]\ndistributions:\n  - id: d\n    origins:\n");
        StringBuilder behaviors = new StringBuilder();
        CertificateFiles ours = client.writeTo(directory, "client");
        for (int row = 0; row < ROWS.size(); row++) {
            Shown shown = ROWS.get(row);
            Path trust = shown.certificate()
                    .withChain(shown.trusted())
                    .writeChain(directory.resolve("trust-" + row + ".pem"));
            for (String version : VERSIONS) {
                String id = id(row, version);
                yaml.append("""
                              - id: %s
                                domainName: '%s'
                                address: 127.0.0.1
                                customOriginConfig:
                                  {httpsPort: %d, originProtocolPolicy: https-only, originSslProtocols: [%s],
                                   trust: {caBundle: '%s'},
                                   originMtlsConfig: {clientCertificate: {chain: '%s', key: '%s'}}}
                        """.formatted(
                        id, shown.domainName(), ports.applyAsInt(row), version, trust, ours.chain(), ours.key()));
                behaviors.append("      - {pathPattern: '/%s/*', targetOriginId: %s}\n".formatted(id, id));
            }
        }
        return yaml + "    defaultCacheBehavior: {targetOriginId: o0-3}\n    cacheBehaviors:\n" + behaviors;
    }

    private static String id(int row, String version) {
        return "o" + row + "-" + version.substring(version.length() - 1);
    }

    /** For {@link #certificateDecidesWhetherTheOriginGetsTheRequest}. */
    static List<Arguments> rowsVersionsAndEngines() {
        List<Arguments> all = new ArrayList<>();
        for (Shown row : ROWS) {
            for (String version : VERSIONS) {
                Ways.engines().forEach(engine -> all.add(Arguments.of(row, version, engine)));
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0} ({1}, {2})")
    @MethodSource("rowsVersionsAndEngines")
    void certificateDecidesWhetherTheOriginGetsTheRequest(Shown row, String version, TlsEngine engine)
            throws Exception {
        int number = ROWS.indexOf(row);
        RunningProxy proxy = proxies.get(engine);
        RawResponse response = Asked.get(proxy, "/" + id(number, version) + "/");
        LogLine line = proxy.log().next();
        boolean heard = origins.get(number).heardOnNextConnection();
        assertThat(MtlsFacts.of(line)).isEqualTo(expected(row));
        if (!isRefusedUnseen(row, version, engine)) {
            assertThat(line.get("origin.tls.server.sha256")).isEqualTo(MtlsFacts.sha256(row.certificate()));
            assertThat(line.get("origin.tls.server.not_after")).isNotEmpty();
        }
        assertThat(line.get("origin.attempts")).isEqualTo("1");
        assertThat(heard).isEqualTo(row.isAccepted());
        if (!row.isAccepted()) {
            assertRevealsNothing(response);
            assertSaysWhatWasShown(row, line, isRefusedUnseen(row, version, engine));
        }
    }

    private static MtlsFacts expected(Shown row) {
        return row.isAccepted()
                ? MtlsFacts.accepted(client)
                : MtlsFacts.failed(row.outcome(), "origin_certificate_refused");
    }

    /** Under TLS 1.3 BoringSSL turns away keys that may not sign before it shows us the certificate. */
    private static boolean isRefusedUnseen(Shown row, String version, TlsEngine engine) {
        return engine == TlsEngine.BORINGSSL && version.equals("TLSv1.3") && !row.hasKeyThatSigns();
    }

    private static void assertSaysWhatWasShown(Shown row, LogLine line, boolean unseen) {
        if (!unseen) {
            X509Certificate leaf = row.certificate().leaf();
            assertThat(line.get("error.message"))
                    .startsWith(row.outcome() + ": ")
                    .contains(
                            " showed a certificate of ",
                            ", for ",
                            ", valid from " + leaf.getNotBefore().toInstant() + " until "
                                    + leaf.getNotAfter().toInstant());
        }
    }

    /** The page is the same for all of them, and knows nothing of certificates. */
    private static void assertRevealsNothing(RawResponse response) {
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.header("X-Cache")).containsExactly("Error from countersign");
        assertThat(response.text())
                .contains(
                        "<h1>502 Bad Gateway</h1><p>The origin could not be reached, or did not answer as expected.</p>");
        assertThat((response.head() + response.text()).toLowerCase(Locale.ROOT))
                .doesNotContain("certif", "expired", "trust", "chain", "weak", "mismatch", "x509", "origin.test");
    }

    /** The same rows shown by OpenSSL. */
    @Test
    void nginxThatShowsTheSameMeetsTheSame() throws Exception {
        List<OriginTls> shown = new ArrayList<>();
        for (int row = 0; row < ROWS.size(); row++) {
            TestCertificate certificate = ROWS.get(row).certificate();
            shown.add(OriginTls.serving(
                            certificate.writeChain(directory.resolve("shown-" + row + ".crt")),
                            certificate.writeKey(directory.resolve("shown-" + row + ".key"), KeyFormat.PKCS8))
                    .asking(Asking.OPTIONAL, clients.writeTo(directory, "clients")));
        }
        try (NginxShowcase nginx = NginxShowcase.start(shown)) {
            String yaml = yaml(nginx::port);
            SoftAssertions all = new SoftAssertions();
            for (TlsEngine engine : Ways.engines()) {
                try (RunningProxy proxy = RunningProxy.start(directory, yaml, engine)) {
                    IntStream.range(0, ROWS.size())
                            .forEach(row -> VERSIONS.forEach(version -> all.assertThat(seen(proxy, row, version))
                                    .as(ROWS.get(row) + " " + version + " " + engine)
                                    .isEqualTo(
                                            isShown(ROWS.get(row), version, engine)
                                                    ? expected(ROWS.get(row))
                                                    : NOT_SHOWN)));
                }
            }
            all.assertThat(nginx.askedPorts())
                    .isSubsetOf(IntStream.range(0, ROWS.size())
                            .filter(row -> ROWS.get(row).isAccepted())
                            .mapToObj(nginx::port)
                            .toList())
                    .isNotEmpty();
            all.assertAll();
        }
    }

    private static boolean isShown(Shown row, String version, TlsEngine engine) {
        return !(version.equals("TLSv1.2") && NOT_SHOWN_OVER_TLS_1_2.contains(row.what()))
                && !(engine == TlsEngine.JDK && NOT_SHOWN_TO_THE_JDK.contains(row.what()));
    }

    private static MtlsFacts seen(RunningProxy proxy, int row, String version) {
        try {
            Asked.get(proxy, "/" + id(row, version) + "/");
            return MtlsFacts.of(proxy.log().next());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
