package dev.countersign.core.tls.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an origin says about the certificates it would like: authorities are hints, and ours is presented all the same (HS-8);
 * signature schemes are not, and a key that fits none is withheld (HS-9).
 */
final class ClientCertificateHintsTest {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    @TempDir
    static Path directory;

    private static Partners partners;
    private static Path others;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
        others = TestAuthority.create("others").writeTo(directory, "others");
    }

    private static RunningProxy proxy(int port, TestCertificate client, String version, TlsEngine engine) {
        OriginEntry entry = partners.entry("o", port, client).withCustom("originSslProtocols: [" + version + "]");
        return RunningProxy.start(directory, entry.alone(), engine);
    }

    /** Accepts our clients, and lists in its question whoever is in {@code bundle}. */
    private static NginxOrigin listing(Path bundle, String version) {
        return NginxOrigin.start(NginxSettings.of(partners.originServing(partners.server)
                        .asking(Asking.REQUIRED, bundle)
                        .speaking(version))
                .withLocations("ssl_trusted_certificate " + partners.clientBundle() + ";"));
    }

    static List<Arguments> ways() {
        List<Arguments> ways = new ArrayList<>();
        VERSIONS.forEach(version -> Ways.engines().forEach(engine -> ways.add(Arguments.of(version, engine))));
        return ways;
    }

    /** nginx says what it thinks of it with a 400, OpenSSL with an alert; gnutls-serv does not mind. */
    @ParameterizedTest
    @CsvSource({"NGINX, rejected_http", "OPENSSL, rejected_unknown_ca", "GNUTLS, accepted"})
    void certificateIsPresentedThoughTheOriginListsOtherAuthorities(RealServer make, String outcome) throws Exception {
        try (RealOrigin origin =
                make.start(partners.originServing(partners.server).asking(Asking.REQUIRED, others), false)) {
            for (Arguments way : ways()) {
                String version = (String) way.get()[0];
                try (RunningProxy proxy = proxy(origin.port(), partners.a, version, (TlsEngine) way.get()[1])) {
                    Asked.get(proxy, "/");
                    LogLine line = proxy.log().next();
                    assertThat(line.get("origin.mtls.requested"))
                            .as(line.text())
                            .isEqualTo("true");
                    assertThat(line.get("origin.mtls.presented")).isEqualTo("true");
                    assertThat(line.get("origin.mtls.identity")).isEqualTo(MtlsFacts.sha256(partners.a));
                    assertThat(line.get("origin.mtls.ca_hint_mismatch")).isEqualTo("true");
                    assertThat(line.get("origin.mtls.outcome")).isEqualTo(outcome);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void mismatchDoesNotKeepTheOriginFromAccepting(String version, TlsEngine engine) throws Exception {
        try (NginxOrigin origin = listing(others, version);
                RunningProxy proxy = proxy(origin.port(), partners.a, version, engine)) {
            Asked.get(proxy, "/");
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.get("origin.mtls.ca_hint_mismatch")).isEqualTo("true");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void authorityAnywhereInOurChainIsNoMismatch(String version, TlsEngine engine) throws Exception {
        TestAuthority middle = partners.clientAuthority.intermediate("middle");
        TestAuthority lower = middle.intermediate("lower");
        TestCertificate client = lower.client("partner-deep");
        for (TestAuthority named : List.of(partners.clientAuthority, middle, lower)) {
            String name =
                    named.certificate().getSubjectX500Principal().getName().substring(3);
            try (NginxOrigin origin = listing(named.writeTo(directory, "hint-" + name), version);
                    RunningProxy proxy = proxy(origin.port(), client, version, engine)) {
                Asked.get(proxy, "/");
                LogLine line = proxy.log().next();
                assertThat(line.get("origin.mtls.identity")).as(name).isEqualTo(MtlsFacts.sha256(client));
                assertThat(line.get("origin.mtls.presented")).as(name).isEqualTo("true");
                assertThat(line.get("origin.mtls.ca_hint_mismatch")).as(name).isNotEqualTo("true");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void originThatListsNobodyIsNoMismatch(String version, TlsEngine engine) throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.a)),
                        JdkContexts.needing(version),
                        connection -> {
                            connection.readHead();
                            connection.send("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
                        });
                RunningProxy proxy = proxy(origin.port(), partners.a, version, engine)) {
            Asked.get(proxy, "/");
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line))
                    .isEqualTo(MtlsFacts.accepted(partners.a).withStatus(204));
            assertThat(line.get("origin.mtls.ca_hint_mismatch")).isNotEqualTo("true");
        }
    }

    /** A key, and the only signatures that an origin takes from clients, which are not that key's. */
    private enum Misfit {
        RSA_AND_ECDSA_WANTED(KeyType.RSA_2048, "ECDSA+SHA256:ECDSA+SHA384"),
        RSA_AND_ED25519_WANTED(KeyType.RSA_2048, "ed25519"),
        EC_AND_RSA_WANTED(KeyType.P256, "RSA-PSS+SHA256:RSA+SHA256"),
        EC_AND_ED25519_WANTED(KeyType.P256, "ed25519"),
        ED25519_AND_ECDSA_WANTED(KeyType.ED25519, "ECDSA+SHA256"),
        ED25519_AND_RSA_WANTED(KeyType.ED25519, "RSA-PSS+SHA256:RSA+SHA256");

        private final KeyType key;
        private final String wanted;

        Misfit(KeyType key, String wanted) {
            this.key = key;
            this.wanted = wanted;
        }
    }

    @ParameterizedTest
    @EnumSource
    void keyThatFitsNoSchemeTheOriginTakesIsWithheld(Misfit misfit) throws Exception {
        TestCertificate client = partners.clientAuthority.issue(
                CertificateSpec.client("partner-misfit").key(misfit.key));
        try (OpensslServer origin = OpensslServer.start(
                partners.originAsking(Asking.REQUIRED, "TLSv1.2", "TLSv1.3"), "-client_sigalgs", misfit.wanted)) {
            for (Arguments way : ways()) {
                String version = (String) way.get()[0];
                try (RunningProxy proxy = proxy(origin.port(), client, version, (TlsEngine) way.get()[1])) {
                    RawResponse response = Asked.get(proxy, "/");
                    assertThat(MtlsFacts.of(proxy.log().next()))
                            .as(List.of(way.get()).toString())
                            .isEqualTo(MtlsFacts.askedInVain("withheld_key_type"));
                    assertThat(response.status()).isEqualTo(502);
                    assertThat(response.text()).doesNotContain("withheld", "key", "certificate");
                }
            }
            assertThat(origin.log()).doesNotContain("SSL_accept:SSLv3/TLS read client certificate\n");
        }
    }
}
