package dev.countersign.testkit.tls;

import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.TlsFatalAlert;

/**
 * The script of an origin that is fine up to one stage, and then breaks off in one way, on every connection alike. Until
 * then it accepts whatever certificate it is shown. After that it waits for the peer to leave.
 */
public final class BrokenTls implements ScriptedOrigin.Script {
    /** What the viewer gets of a response that is broken off: its head promises more. */
    public static final String BEGINNING = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginning";

    private static final int HEADER_BYTES = 5;
    private static final byte[] GARBLED = "neither a message nor a ciphertext".getBytes(StandardCharsets.US_ASCII);

    private final TestCertificate server;
    private final String version;
    private final boolean asks;
    private final Stage stage;
    private final Ending ending;
    private final Semaphore begun = new Semaphore(0);
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger shown = new AtomicInteger();

    /**
     * @param version the only one it speaks, {@code TLSv1.2} or {@code TLSv1.3}
     * @param asks for the client's certificate
     */
    public BrokenTls(TestCertificate server, String version, boolean asks, Stage stage, Ending ending) {
        this.server = server;
        this.version = version;
        this.asks = asks;
        this.stage = stage;
        this.ending = ending;
    }

    /** How many requests' heads it has read. */
    public int requests() {
        return requests.get();
    }

    /** How many certificates it has been shown. */
    public int shown() {
        return shown.get();
    }

    /** One viewer has {@link #BEGINNING}. */
    public void begun() {
        begun.release();
    }

    @Override
    public void play(RawConnection connection) throws IOException {
        if (stage == Stage.BEFORE_HELLO) {
            byte[] header = connection.readExactly(HEADER_BYTES);
            connection.readExactly((header[3] & 0xff) << 8 | (header[4] & 0xff));
            end(connection, (level, alert) -> connection.send(record(ContentType.alert, (byte) level, (byte) alert)));
            return;
        }
        WireStreams streams = new WireStreams(connection);
        Protocol protocol = new Protocol(stage, asks, streams, alerts -> end(connection, alerts));
        try {
            protocol.accept(new Server(server, version, asks, shown::incrementAndGet));
            answer(protocol);
        } catch (TlsFatalAlert itsOwn) {
            throw new AssertionError("the origin did not get as far as " + stage, itsOwn);
        }
    }

    private void answer(Protocol protocol) throws IOException {
        String head = protocol.readHead();
        requests.incrementAndGet();
        if (head.startsWith("POST")) {
            protocol.getInputStream().read(); // it has one byte of content
        }
        if (stage == Stage.MID_RESPONSE) {
            protocol.send(BEGINNING);
            awaitViewer();
        }
        protocol.breakOff();
    }

    private void awaitViewer() {
        try {
            if (!begun.tryAcquire(RawConnection.READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the viewer never got the beginning");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends one alert. */
    @FunctionalInterface
    interface Alerts {
        void send(short level, short alert) throws IOException;
    }

    private void end(RawConnection connection, Alerts alerts) throws IOException {
        if (ending instanceof Ending.Alert alert) {
            alerts.send(AlertLevel.fatal, (short) alert.number());
            connection.endSending();
        } else if (ending instanceof Ending.Wordless wordless) {
            switch (wordless) {
                case RESET -> connection.reset();
                case FIN -> connection.endSending();
                case CLOSE_NOTIFY -> alerts.send(AlertLevel.warning, AlertDescription.close_notify);
                case GARBAGE -> connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                case GARBLED_RECORD -> connection.send(record(expectedNow(), GARBLED));
                case SILENCE -> {}
            }
        }
        connection.readToEnd();
    }

    /** The type that belongs here, so that only the content makes no sense: a handshake record would be a question by now. */
    private short expectedNow() {
        return stage.compareTo(Stage.AFTER_REQUEST) < 0 ? ContentType.handshake : ContentType.application_data;
    }

    private static byte[] record(short type, byte... content) {
        byte[] bytes = new byte[HEADER_BYTES + content.length];
        bytes[0] = (byte) type;
        bytes[1] = 3;
        bytes[2] = 3;
        bytes[4] = (byte) content.length;
        System.arraycopy(content, 0, bytes, HEADER_BYTES, content.length);
        return bytes;
    }
}
