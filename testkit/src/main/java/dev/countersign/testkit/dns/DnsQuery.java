package dev.countersign.testkit.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One question as it arrived (RFC 1035 section 4.1.2).
 *
 * @param name in lower case, without the trailing dot
 * @param type {@link #A} or {@link #AAAA}, or what else is asked for
 * @param overTcp over TCP, else in a datagram
 */
public record DnsQuery(int id, String name, int type, boolean overTcp) {
    public static final int A = 1;
    public static final int AAAA = 28;

    private static final int HEADER_BYTES = 12;

    static DnsQuery parse(byte[] message, int length, boolean overTcp) {
        ByteBuffer in = ByteBuffer.wrap(message, 0, length);
        int id = Short.toUnsignedInt(in.getShort());
        in.position(HEADER_BYTES);
        StringBuilder name = new StringBuilder();
        for (int size = in.get(); size > 0; size = in.get()) {
            byte[] label = new byte[size];
            in.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        return new DnsQuery(id, name.toString().toLowerCase(Locale.ROOT), Short.toUnsignedInt(in.getShort()), overTcp);
    }
}
