package dev.countersign.core.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.certs.Identity;
import dev.countersign.certs.KeyedChain;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.OriginHandshake;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class LogFragmentsTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(address(192, 0, 2, 7), 40000);

    @Test
    void aPlainViewerConnectionHasNoTlsFacts() {
        InetAddress v6 = address(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
        assertThat(text(LogFragments.viewer("[::]:80", new InetSocketAddress(v6, 1), null)))
                .isEqualTo(",\"listener\":\"[::]:80\",\"client.address\":\"2001:db8:0:0:0:0:0:1\",\"client.port\":1");
    }

    @Test
    void aTlsViewerConnectionTellsWhatWasAgreed() {
        ViewerTls tls = new ViewerTls("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, "http/1.1", false, "shop.example.com");
        assertThat(text(LogFragments.viewer("0.0.0.0:443", CLIENT, tls)))
                .endsWith(",\"tls.protocol\":\"TLSv1.3\",\"tls.cipher\":\"TLS_AES_128_GCM_SHA256\""
                        + ",\"tls.alpn\":\"http/1.1\",\"tls.resumed\":false,\"tls.sni\":\"shop.example.com\"");
    }

    @Test
    void aPlainOriginHasNoTlsFacts() {
        assertThat(text(LogFragments.origin("[::1]:80", null))).isEqualTo(",\"origin.address\":\"[::1]:80\"");
    }

    @Test
    void thePresentedCertificateIsNamed() {
        TestCertificate issued = TestAuthority.create("CA").client("edge");
        KeyedChain chain = new KeyedChain(issued.chain(), issued.key());
        OriginHandshake handshake = new OriginHandshake(
                true,
                new ClientCertificate(new Identity("cd".repeat(32), "ef".repeat(32), 2), chain, "/etc/a.pem"),
                true,
                "TLSv1.2",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "x25519",
                "origin-a.example.com",
                12_340_000,
                null,
                "ab".repeat(32),
                Instant.parse("2027-01-01T00:00:00Z"),
                true);

        assertThat(text(LogFragments.origin("127.0.0.1:443", handshake)))
                .isEqualTo(",\"origin.address\":\"127.0.0.1:443\",\"origin.tls.protocol\":\"TLSv1.2\""
                        + ",\"origin.tls.cipher\":\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\""
                        + ",\"origin.tls.group\":\"x25519\",\"origin.tls.sni\":\"origin-a.example.com\""
                        + ",\"origin.tls.resumed\":true,\"origin.tls.handshake_ms\":12.34"
                        + ",\"origin.tls.server.sha256\":\"" + "ab".repeat(32) + "\""
                        + ",\"origin.tls.server.not_after\":\"2027-01-01T00:00:00Z\""
                        + ",\"origin.mtls.requested\":true,\"origin.mtls.presented\":true"
                        + ",\"origin.mtls.identity\":\"" + "cd".repeat(32) + "\",\"origin.mtls.serial\":\""
                        + LogFragments.serial(issued.leaf().getSerialNumber()) + "\""
                        + ",\"origin.mtls.version\":2,\"origin.mtls.certificate\":\"/etc/a.pem\""
                        + ",\"origin.mtls.ca_hint_mismatch\":true");
    }

    @Test
    void serialsAreWrittenAsOpenSslPrintsThem() {
        assertThat(LogFragments.serial(new BigInteger("f7", 16))).isEqualTo("F7");
        assertThat(LogFragments.serial(new BigInteger("7abcd", 16))).isEqualTo("07ABCD");
        assertThat(LogFragments.serial(BigInteger.ZERO)).isEqualTo("00");
    }

    @Test
    void aHandshakeThatFailedEarlyTellsItsAlertAndThatNothingWasPresented() {
        OriginHandshake handshake = new OriginHandshake(
                false,
                null,
                false,
                null,
                null,
                null,
                "origin-a.example.com",
                1_000_000,
                Alert.HANDSHAKE_FAILURE,
                null,
                null,
                false);

        assertThat(text(LogFragments.origin("127.0.0.1:443", handshake)))
                .endsWith(",\"origin.tls.sni\":\"origin-a.example.com\",\"origin.tls.resumed\":false"
                        + ",\"origin.tls.handshake_ms\":1,\"origin.tls.alert\":\"handshake_failure\""
                        + ",\"origin.mtls.requested\":false,\"origin.mtls.presented\":false");
    }

    @Test
    void aRefusedViewerHandshakeIsALineOfItsOwn() {
        long end = Instant.parse("2026-11-23T10:20:30.004Z").toEpochMilli();
        ByteWriter out = new ByteWriter(16);
        new ViewerHandshakeLine(
                        end, "0.0.0.0:443", CLIENT, "a\u0000b", Alert.PROTOCOL_VERSION, "tls", "no \"TLS\"", 2_500_000)
                .encode(out);
        byte[] line = Arrays.copyOf(out.array(), out.length());

        assertThat(text(line)).isEqualTo("""
                {"event":"viewer_handshake","time":"2026-11-23T10:20:30.004Z","listener":"0.0.0.0:443",\
                "client.address":"192.0.2.7","client.port":40000,"tls.sni":"a\\u0000b","tls.alert":"protocol_version",\
                "error.type":"tls","error.message":"no \\"TLS\\"","duration_ms":2.5}
                """);
        assertThat(StrictJson.line(line)).containsEntry("error.message", "no \"TLS\"");
    }

    private static InetAddress address(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
