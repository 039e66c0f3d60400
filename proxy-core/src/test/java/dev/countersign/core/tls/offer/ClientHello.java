package dev.countersign.core.tls.offer;

import dev.countersign.testkit.wire.RawConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ClientHello says, read from its bytes (RFC 8446 section 4.1.2).
 *
 * @param bytes on the wire, the record's header included
 * @param versions of supported_versions, in order; empty where the extension is absent
 * @param groups of supported_groups, in order
 * @param shares for which groups a key share is sent, and how many bytes it has
 */
record ClientHello(
        int bytes, int legacyVersion, List<Integer> versions, List<Integer> groups, Map<Integer, Integer> shares) {
    static final int X25519_MLKEM768 = 0x11ec;
    static final int X25519 = 0x001d;

    private static final int RECORD_HEADER_BYTES = 5;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RANDOM_BYTES = 32;
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;

    /** Reads the first record, which has to be one ClientHello from end to end. */
    static ClientHello readFrom(RawConnection connection) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(connection.readExactly(RECORD_HEADER_BYTES));
        expect(header.get() == HANDSHAKE_RECORD, "a handshake record");
        int length = header.getShort(3) & 0xffff;
        ByteBuffer record = ByteBuffer.wrap(connection.readExactly(length));
        expect(record.get() == CLIENT_HELLO, "a ClientHello");
        ByteBuffer hello = vector(record, 3);
        expect(!record.hasRemaining(), "nothing behind the ClientHello");
        int legacyVersion = hello.getShort() & 0xffff;
        hello.position(hello.position() + RANDOM_BYTES);
        vector(hello, 1); // legacy_session_id
        vector(hello, 2); // cipher_suites
        vector(hello, 1); // legacy_compression_methods
        Map<Integer, ByteBuffer> extensions = new HashMap<>();
        ByteBuffer all = vector(hello, 2);
        while (all.hasRemaining()) {
            int type = all.getShort() & 0xffff;
            extensions.put(type, vector(all, 2));
        }
        return new ClientHello(
                RECORD_HEADER_BYTES + length,
                legacyVersion,
                shorts(extensions.get(SUPPORTED_VERSIONS), 1),
                shorts(extensions.get(SUPPORTED_GROUPS), 2),
                shares(extensions.get(KEY_SHARE)));
    }

    private static List<Integer> shorts(ByteBuffer extension, int lengthBytes) {
        List<Integer> values = new ArrayList<>();
        if (extension != null) {
            ByteBuffer list = vector(extension, lengthBytes);
            while (list.hasRemaining()) {
                values.add(list.getShort() & 0xffff);
            }
        }
        return values;
    }

    private static Map<Integer, Integer> shares(ByteBuffer extension) {
        Map<Integer, Integer> shares = new HashMap<>();
        if (extension != null) {
            ByteBuffer list = vector(extension, 2);
            while (list.hasRemaining()) {
                int group = list.getShort() & 0xffff;
                shares.put(group, vector(list, 2).remaining());
            }
        }
        return shares;
    }

    /** The bytes behind a length of {@code lengthBytes}. */
    private static ByteBuffer vector(ByteBuffer from, int lengthBytes) {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (from.get() & 0xff);
        }
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    private static void expect(boolean met, String what) {
        if (!met) {
            throw new AssertionError("this is not " + what);
        }
    }
}
