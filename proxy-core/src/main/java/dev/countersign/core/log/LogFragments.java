package dev.countersign.core.log;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.tls.OriginHandshake;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Parts of access-log lines that many exchanges share, encoded once where they arise: JSON members with a comma in
 * front of each. {@link ExchangeLine} copies them as they are.
 */
public final class LogFragments {
    private LogFragments() {}

    /**
     * Of a viewer's connection.
     *
     * @param listener the address as configured
     * @param tls null on a plain listener
     */
    public static byte[] viewer(String listener, InetSocketAddress client, @Nullable ViewerTls tls) {
        ByteWriter out = new ByteWriter(256);
        connection(out, listener, client);
        if (tls != null) {
            JsonMembers.text(out, "tls.protocol", tls.protocol());
            JsonMembers.text(out, "tls.cipher", tls.cipher());
            JsonMembers.text(out, "tls.group", tls.group());
            JsonMembers.text(out, "tls.alpn", tls.alpn());
            Boolean resumed = tls.resumed();
            if (resumed != null) {
                JsonMembers.flag(out, "tls.resumed", resumed);
            }
            JsonMembers.text(out, "tls.sni", tls.sni());
        }
        return bytes(out);
    }

    static void connection(ByteWriter out, String listener, InetSocketAddress client) {
        JsonMembers.text(out, "listener", listener);
        JsonMembers.text(out, "client.address", client.getAddress().getHostAddress());
        JsonMembers.number(out, "client.port", client.getPort());
    }

    /** Of a behavior, once per snapshot. */
    public static byte[] route(
            String edgeLocation,
            String distribution,
            String distributionDomain,
            String behaviorPattern,
            String originId) {
        ByteWriter out = new ByteWriter(256);
        JsonMembers.text(out, "edge.location", edgeLocation);
        JsonMembers.text(out, "distribution", distribution);
        JsonMembers.text(out, "distribution.domain", distributionDomain);
        JsonMembers.text(out, "behavior", behaviorPattern);
        JsonMembers.text(out, "origin", originId);
        return bytes(out);
    }

    /**
     * Of an origin connection.
     *
     * @param address as connected to, with port
     * @param handshake null on plain HTTP, and while there was no handshake yet
     */
    public static byte[] origin(String address, @Nullable OriginHandshake handshake) {
        ByteWriter out = new ByteWriter(512);
        JsonMembers.text(out, "origin.address", address);
        if (handshake != null) {
            originTls(out, handshake);
            clientCertificate(out, handshake);
        }
        return bytes(out);
    }

    private static void originTls(ByteWriter out, OriginHandshake handshake) {
        JsonMembers.text(out, "origin.tls.protocol", handshake.protocol());
        JsonMembers.text(out, "origin.tls.cipher", handshake.cipher());
        JsonMembers.text(out, "origin.tls.group", handshake.group());
        JsonMembers.text(out, "origin.tls.sni", handshake.sni());
        JsonMembers.flag(out, "origin.tls.resumed", handshake.resumed());
        JsonMembers.millis(out, "origin.tls.handshake_ms", handshake.durationNanos());
        if (handshake.alert() != null) {
            JsonMembers.text(out, "origin.tls.alert", handshake.alert().label());
        }
        JsonMembers.text(out, "origin.tls.server.sha256", handshake.serverSha256());
        if (handshake.serverNotAfter() != null) {
            JsonMembers.text(
                    out,
                    "origin.tls.server.not_after",
                    handshake.serverNotAfter().toString());
        }
    }

    private static void clientCertificate(ByteWriter out, OriginHandshake handshake) {
        ClientCertificate presented = handshake.presented();
        JsonMembers.flag(out, "origin.mtls.requested", handshake.requested());
        JsonMembers.flag(out, "origin.mtls.presented", presented != null);
        if (presented != null) {
            JsonMembers.text(out, "origin.mtls.identity", presented.identity().leafSha256());
            JsonMembers.text(
                    out,
                    "origin.mtls.serial",
                    serial(presented.material().leaf().getSerialNumber()));
            JsonMembers.number(out, "origin.mtls.version", presented.identity().version());
            JsonMembers.text(out, "origin.mtls.certificate", presented.source());
            JsonMembers.flag(out, "origin.mtls.ca_hint_mismatch", handshake.caHintMismatch());
        }
    }

    /** Upper-case hex, two digits a byte: as OpenSSL prints it and origins log it, so that both logs can be searched for it. */
    static String serial(BigInteger number) {
        byte[] magnitude = number.abs().toByteArray();
        int from = magnitude.length > 1 && magnitude[0] == 0 ? 1 : 0;
        return HexFormat.of().withUpperCase().formatHex(magnitude, from, magnitude.length);
    }

    private static byte[] bytes(ByteWriter out) {
        return Arrays.copyOf(out.array(), out.length());
    }
}
