package dev.countersign.testkit.origin;

import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WebSocket server (RFC 6455, version 13) that sends every message back, answers pings, and closes when it is asked to. */
public final class WebSocketServer {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *([^\r]*)\r\n");
    private static final int FINAL = 0x80;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private WebSocketServer() {}

    /** One on a free port, without TLS. */
    public static ScriptedOrigin plain() {
        return ScriptedOrigin.plain(WebSocketServer::serve);
    }

    /** What such a server does on one connection. */
    public static void serve(RawConnection connection) throws IOException {
        Matcher key = KEY.matcher(connection.readHead());
        if (!key.find()) {
            connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n");
        int opcode = 0;
        while (opcode != CLOSE) {
            int first = connection.readExactly(1)[0];
            opcode = first & 0x0F;
            byte[] content = unmasked(connection);
            connection.send(frame(opcode == PING ? FINAL | PONG : first, content));
        }
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A frame's content behind its first byte; a client that does not mask is in error (section 5.1). */
    private static byte[] unmasked(RawConnection connection) throws IOException {
        int second = connection.readExactly(1)[0];
        if ((second & FINAL) == 0) {
            throw new AssertionError("a client's frame without a mask");
        }
        long length = second & 0x7F;
        if (length == 126) {
            length = ByteBuffer.wrap(connection.readExactly(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(connection.readExactly(8)).getLong();
        }
        byte[] mask = connection.readExactly(4);
        byte[] content = connection.readExactly(Math.toIntExact(length));
        for (int i = 0; i < content.length; i++) {
            content[i] ^= mask[i % 4];
        }
        return content;
    }

    private static byte[] frame(int first, byte[] content) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (content.length < 126) {
            frame.write(content.length);
        } else if (content.length < 1 << 16) {
            frame.write(126);
            frame.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) content.length).array());
        } else {
            frame.write(127);
            frame.writeBytes(ByteBuffer.allocate(8).putLong(content.length).array());
        }
        frame.writeBytes(content);
        return frame.toByteArray();
    }
}
