package dev.countersign.core.tls.offer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An origin that speaks none of the configured versions is refused, and not asked again. */
final class RefusedVersionsTest {
    /** TLS 1.1 as old servers speak it: today's s_server wants to be asked twice. */
    private static final String[] TLS_1_1 = {"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"};

    private static final int ALERT_RECORD_BYTES = 7;

    @TempDir
    static Path directory;

    private static Partners partners;

    /** Old cipher suites are offered with RSA alone, so it takes this for an old ServerHello to be sent at all. */
    private static TestCertificate rsa;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
        rsa = partners.serverAuthority.issue(
                CertificateSpec.server(OriginEntry.NAME).key(KeyType.RSA_2048));
    }

    static List<Arguments> mismatches() {
        List<Arguments> all = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            all.add(Arguments.of(engine, "[TLSv1.2]", new String[] {"-tls1_3"}));
            all.add(Arguments.of(engine, "[TLSv1.3]", new String[] {"-tls1_2"}));
            for (String configured : List.of("[TLSv1.2]", "[TLSv1.3]", "[TLSv1.2, TLSv1.3]")) {
                all.add(Arguments.of(engine, configured, TLS_1_1));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void originOfAnotherVersionIsRefused(TlsEngine engine, String configured, String[] spoken) throws Exception {
        OriginTls tls = partners.originServing(rsa).asking(Asking.REQUIRED, partners.clientBundle());
        try (OpensslServer origin = OpensslServer.start(tls, spoken);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a)
                                .withCustom("originSslProtocols: " + configured)
                                .alone(),
                        engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            var line = proxy.log().next();
            assertThat(MtlsFacts.of(line).withAlert(""))
                    .isEqualTo(MtlsFacts.failed("no_common_tls", "origin_tls_failed"));
            assertThat(line.get("origin.attempts")).isEqualTo("1");
        }
    }

    /** Whoever answers in an older version than was offered is not let in, whatever the handshake would come to. */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void olderVersionThanOfferedIsRefusedInTheServerHello(TlsEngine engine) throws Exception {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    ClientHello.readFrom(connection);
                    connection.send(serverHello(0x0302));
                    answer.complete(connection.readExactly(ALERT_RECORD_BYTES));
                    connection.readToEnd();
                });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a)
                                .withCustom("originSslProtocols: [TLSv1.2]")
                                .alone(),
                        engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_tls_failed");
            assertThat(line.get("origin.mtls.outcome"))
                    .as("the JDK has no code for it")
                    .isEqualTo(engine == TlsEngine.BORINGSSL ? "no_common_tls" : "garbage");
            byte[] alert = answer.get(10, TimeUnit.SECONDS);
            assertThat(List.of(alert[0], alert[5], alert[6]))
                    .as("a fatal protocol_version")
                    .containsExactly((byte) 21, (byte) 2, (byte) 70);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    /** RFC 5246 section 7.4.1.3, with TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA and no extensions. */
    private static byte[] serverHello(int version) {
        ByteBuffer hello = ByteBuffer.allocate(5 + 4 + 38);
        hello.put((byte) 22).putShort((short) version).putShort((short) (4 + 38));
        hello.put((byte) 2).put((byte) 0).putShort((short) 38);
        hello.putShort((short) version)
                .put(new byte[32])
                .put((byte) 0)
                .putShort((short) 0xc013)
                .put((byte) 0);
        return hello.array();
    }
}
