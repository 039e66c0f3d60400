package dev.countersign.testkit.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * One end of a connection that says exactly the bytes it is told to, over TCP or TLS. Every read gives up after {@link
 * #READ_TIMEOUT_MILLIS} with a {@link java.net.SocketTimeoutException}, so that a test fails instead of hanging.
 */
public final class RawConnection implements AutoCloseable {
    public static final int READ_TIMEOUT_MILLIS = 10_000;

    /** The TCP socket; below TLS it allows the ends that TLS would make polite. */
    private final Socket transport;
    /** What is spoken over: the TCP socket itself, or TLS layered on it. */
    private final Socket socket;

    private final WireReader reader;
    private final OutputStream out;

    RawConnection(Socket transport, Socket socket) throws IOException {
        this.transport = transport;
        this.socket = socket;
        transport.setSoTimeout(READ_TIMEOUT_MILLIS);
        transport.setTcpNoDelay(true);
        reader = new WireReader(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /** Writes {@code text} as ISO 8859-1 in one go. */
    public void send(String text) throws IOException {
        send(WireReader.latin1(text));
    }

    /** Writes {@code bytes} in one go. */
    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Writes {@code text} as ISO 8859-1 in pieces of at most {@code pieceBytes}, each flushed. */
    public void sendInPieces(String text, int pieceBytes) throws IOException {
        byte[] bytes = WireReader.latin1(text);
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pieceBytes)));
        }
    }

    /** Reads a start line and its fields, up to and including the empty line. */
    public String readHead() throws IOException {
        return reader.readHead();
    }

    /** Reads exactly {@code length} bytes. */
    public byte[] readExactly(int length) throws IOException {
        return reader.readExactly(length);
    }

    /** Reads a chunked body and its trailer section; gives the decoded body. */
    public byte[] readChunked() throws IOException {
        return reader.readChunked();
    }

    /** Reads all that is left until the peer ends its side in order. */
    public byte[] readToEnd() throws IOException {
        return reader.readToEnd();
    }

    /**
     * Reads the response to a request that was not HEAD or CONNECT, its body framed as RFC 9112 section 6.3 says. An interim
     * (1xx) response is a response of its own.
     */
    public RawResponse readResponse() throws IOException {
        RawResponse bare = new RawResponse(readHead(), new byte[0]);
        if (bare.status() < 200 || bare.status() == 204 || bare.status() == 304) {
            return bare;
        }
        if (bare.header("transfer-encoding").contains("chunked")) {
            return new RawResponse(bare.head(), readChunked());
        }
        for (String length : bare.header("content-length")) {
            return new RawResponse(bare.head(), readExactly(Integer.parseInt(length)));
        }
        return new RawResponse(bare.head(), readToEnd());
    }

    /** Waits for the peer's next act: true when it closes or resets, false when it sends another byte. */
    public boolean closed() throws IOException {
        try {
            return reader.read() < 0;
        } catch (SocketException e) {
            // Reset: the peer closed with our bytes unread.
            return true;
        }
    }

    /** Every byte that {@code read...} calls took so far, as ISO 8859-1. */
    public String received() {
        return new String(reader.received(), StandardCharsets.ISO_8859_1);
    }

    /**
     * The TLS session, its handshake completed now if it was not before.
     *
     * @throws SSLHandshakeException when it fails
     * @throws IllegalStateException on a plain connection
     */
    public SSLSession session() throws IOException {
        if (socket instanceof SSLSocket tls) {
            SSLSession session = tls.getSession();
            if (!session.isValid()) {
                throw new SSLHandshakeException("the handshake failed; the next read says why");
            }
            return session;
        }
        throw new IllegalStateException("a plain connection has no TLS session");
    }

    /** Asks for another handshake, TLS 1.2's renegotiation, in which the peer has to show a certificate. */
    public void renegotiate() throws IOException {
        if (!(socket instanceof SSLSocket tls)) {
            throw new IllegalStateException("a plain connection has no handshake");
        }
        tls.getSession().invalidate(); // or the JDK would resume, and ask nothing
        tls.setNeedClientAuth(true);
        tls.startHandshake();
    }

    /** Writes {@code bytes} as they are, past TLS. */
    public void sendBeneath(byte[] bytes) throws IOException {
        transport.getOutputStream().write(bytes);
    }

    /** Says that nothing more will be sent, and keeps reading. */
    public void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes TCP without a word; over TLS there is no close_notify. */
    public void cut() throws IOException {
        transport.close();
    }

    /** Closes TCP with a reset. */
    public void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    /** Closes in order; over TLS with a close_notify. A peer that is gone already is no error. */
    @Override
    public void close() {
        try (transport) {
            socket.close();
        } catch (IOException peerWasFirst) {
            // Closing is all that was wanted, and the transport is closed now.
        }
    }
}
