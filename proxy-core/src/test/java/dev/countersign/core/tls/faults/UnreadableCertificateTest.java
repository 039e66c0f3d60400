package dev.countersign.core.tls.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.KeyType;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An origin shows what is no certificate, or one that no other software here would load, let alone show. */
final class UnreadableCertificateTest {
    private static final int UTC_TIME = 0x17;

    @TempDir
    Path directory;

    /** BoringSSL looks at little of a certificate, and has it judged all the same. */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void certificateThatCannotBeReadIsRefusedAtOnce(TlsEngine engine) throws Exception {
        Partners partners = new Partners(directory);
        byte[] leaf = withoutDates(partners.serverAuthority
                .issue(CertificateSpec.server(OriginEntry.NAME).key(KeyType.RSA_2048))
                .leaf()
                .getEncoded());
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readExactly(5);
                    connection.send(hello(leaf));
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
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("garbage");
            assertThat(line.get("error.type")).isEqualTo("origin_tls_failed");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(line.get("error.message")).contains("certificates");
        }
    }

    /** The dates of a certificate from this century, made illegible. */
    private static byte[] withoutDates(byte[] der) {
        byte[] changed = der.clone();
        for (int at = 0; at + 15 < changed.length; at++) {
            if (changed[at] == UTC_TIME && changed[at + 1] == 13 && changed[at + 14] == 'Z') {
                Arrays.fill(changed, at + 2, at + 14, (byte) 'X');
            }
        }
        assertThat(changed).isNotEqualTo(der);
        return changed;
    }

    /** RFC 5246 sections 7.4.1.3, 7.4.2 and 7.4.5: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, and the certificate. */
    private static byte[] hello(byte[] leaf) {
        ByteBuffer body = ByteBuffer.allocate(4 + 38 + 4 + 6 + leaf.length + 4);
        body.putInt((2 << 24) | 38).putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
        body.putShort((short) 0xc02f).put((byte) 0);
        body.putInt((11 << 24) | (6 + leaf.length));
        body.put((byte) 0).putShort((short) (3 + leaf.length));
        body.put((byte) 0).putShort((short) leaf.length).put(leaf);
        body.putInt(14 << 24);
        return ByteBuffer.allocate(5 + body.capacity())
                .put((byte) 22)
                .putShort((short) 0x0303)
                .putShort((short) body.capacity())
                .put(body.array())
                .array();
    }
}
