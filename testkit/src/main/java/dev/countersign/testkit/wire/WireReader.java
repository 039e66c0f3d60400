package dev.countersign.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads HTTP/1.1 messages byte by byte and takes not one byte more than the message has. */
final class WireReader {
    private static final int HEAD_LIMIT_BYTES = 1 << 20;

    private final InputStream in;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    WireReader(InputStream in) {
        this.in = in;
    }

    /** Every byte read so far. */
    byte[] received() {
        return received.toByteArray();
    }

    /** The next byte, or -1 at the end. */
    int read() throws IOException {
        int octet = in.read();
        if (octet >= 0) {
            received.write(octet);
        }
        return octet;
    }

    /** Up to and including the first empty line. */
    String readHead() throws IOException {
        return readThrough("\r\n\r\n");
    }

    byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        received.write(bytes);
        if (bytes.length < length) {
            throw new EOFException("the peer ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** The decoded body of a chunked message, its trailer section consumed. */
    byte[] readChunked() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readThrough("\r\n");
            int extension = line.indexOf(';');
            int size = Integer.parseInt(
                    line.substring(0, extension < 0 ? line.length() : extension).strip(), 16);
            if (size == 0) {
                skipTrailers();
                return body.toByteArray();
            }
            body.write(readExactly(size));
            String end = readThrough("\r\n");
            if (!end.equals("\r\n")) {
                throw new IOException("a chunk of " + size + " bytes is followed by: " + end);
            }
        }
    }

    byte[] readToEnd() throws IOException {
        byte[] bytes = in.readAllBytes();
        received.write(bytes);
        return bytes;
    }

    private void skipTrailers() throws IOException {
        String line = readThrough("\r\n");
        while (!line.equals("\r\n")) {
            line = readThrough("\r\n");
        }
    }

    private String readThrough(String terminator) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!endsWith(text, terminator)) {
            int octet = read();
            if (octet < 0) {
                throw new EOFException("the peer ended after: " + text);
            }
            text.append((char) octet);
            if (text.length() > HEAD_LIMIT_BYTES) {
                throw new IOException("no end of line or head in " + HEAD_LIMIT_BYTES + " bytes");
            }
        }
        return text.toString();
    }

    private static boolean endsWith(StringBuilder text, String terminator) {
        int start = text.length() - terminator.length();
        return start >= 0 && text.indexOf(terminator, start) == start;
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
