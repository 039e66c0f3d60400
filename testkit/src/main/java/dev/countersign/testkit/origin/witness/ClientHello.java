package dev.countersign.testkit.origin.witness;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a TLS client said first, as it stood on the wire (RFC 8446 section 4.1.2), read before any TLS stack looks at it.
 *
 * @param record header and content of the one record it came in
 * @param serverName as sent; empty for none
 * @param offersSession it would resume: a pre-shared key, a ticket, or, where TLS 1.3 is not offered, a session id
 * @param postQuantum it names X25519MLKEM768 among its groups
 */
public record ClientHello(byte[] record, String serverName, boolean offersSession, boolean postQuantum) {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int NAME_HEADER = 5;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int X25519_MLKEM768 = 0x11ec;
    private static final int TLS_1_3 = 0x0304;
    private static final int SESSION_TICKET = 35;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;

    /**
     * Takes one from a connection on which nothing was read yet.
     *
     * @throws IOException the connection ended, or something else came
     */
    public static ClientHello read(InputStream in) throws IOException {
        byte[] header = new byte[RECORD_HEADER];
        DataInputStream data = new DataInputStream(in);
        data.readFully(header);
        byte[] record = new byte[RECORD_HEADER + ByteBuffer.wrap(header).getShort(3)];
        System.arraycopy(header, 0, record, 0, RECORD_HEADER);
        data.readFully(record, RECORD_HEADER, record.length - RECORD_HEADER);
        return parse(record);
    }

    private static ClientHello parse(byte[] record) {
        ByteBuffer rest = ByteBuffer.wrap(record);
        rest.position(RECORD_HEADER + HANDSHAKE_HEADER + VERSION_AND_RANDOM);
        boolean sessionId = vector(rest, rest.get() & 0xff).hasRemaining();
        vector(rest, rest.getShort()); // cipher suites
        vector(rest, rest.get()); // compression methods
        ByteBuffer extensions = vector(rest, rest.getShort());
        String name = "";
        boolean offers = false;
        boolean newer = false;
        boolean postQuantum = false;
        while (extensions.hasRemaining()) {
            int type = extensions.getShort();
            ByteBuffer content = vector(extensions, extensions.getShort());
            switch (type) {
                case SERVER_NAME ->
                    name = StandardCharsets.US_ASCII
                            .decode(content.position(NAME_HEADER))
                            .toString();
                case SESSION_TICKET -> offers |= content.hasRemaining();
                case PRE_SHARED_KEY -> offers = true;
                case SUPPORTED_GROUPS -> {
                    content.getShort(); // length
                    postQuantum = contains(content, X25519_MLKEM768);
                }
                case SUPPORTED_VERSIONS -> {
                    content.get(); // length
                    newer = contains(content, TLS_1_3);
                }
                default -> {}
            }
        }
        // Who offers TLS 1.3 sends a session id that means nothing (RFC 8446 section D.4).
        return new ClientHello(record, name, offers || (sessionId && !newer), postQuantum);
    }

    private static boolean contains(ByteBuffer numbers, int wanted) {
        while (numbers.hasRemaining()) {
            if ((numbers.getShort() & 0xffff) == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The next {@code length} bytes. */
    private static ByteBuffer vector(ByteBuffer from, int length) {
        ByteBuffer taken = from.slice(from.position(), length);
        from.position(from.position() + length);
        return taken;
    }
}
