package dev.countersign.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.TlsServerProtocol;

/** Bouncy Castle's server, which stops where it is told to. */
final class Protocol extends TlsServerProtocol {
    /** What happens there. */
    @FunctionalInterface
    interface Break {
        void happen(BrokenTls.Alerts alerts) throws IOException;
    }

    /** It has happened: nothing more is done on this connection. */
    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final Stage stage;
    private final boolean asks;
    private final WireStreams streams;
    private final Break end;

    Protocol(Stage stage, boolean asks, WireStreams streams, Break end) {
        super(streams.in(), streams.out());
        this.stage = stage;
        this.asks = asks;
        this.streams = streams;
        this.end = end;
    }

    /** Does what is to be done at the stage, and throws. */
    void breakOff() throws IOException {
        end.happen(this::alert);
        streams.mute();
        throw new BrokenOff();
    }

    private void alert(short level, short alert) throws IOException {
        if (level == AlertLevel.fatal) {
            raiseAlertFatal(alert, null, null);
        } else {
            raiseAlertWarning(alert, null);
        }
    }

    String readHead() throws IOException {
        InputStream in = getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the peer ended after: " + head);
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        writeApplicationData(bytes, 0, bytes.length);
    }

    @Override
    protected void notifyClientCertificate(Certificate certificate) throws IOException {
        super.notifyClientCertificate(certificate);
        if (stage == Stage.AFTER_CERTIFICATE) {
            breakOff();
        }
    }

    @Override
    protected void receiveClientKeyExchangeMessage(ByteArrayInputStream message) throws IOException {
        super.receiveClientKeyExchangeMessage(message);
        if (stage == Stage.AFTER_CERTIFICATE && !asks) {
            breakOff();
        }
    }

    @Override
    protected void processFinishedMessage(ByteArrayInputStream message) throws IOException {
        super.processFinishedMessage(message);
        finished();
    }

    @Override
    protected void process13FinishedMessage(ByteArrayInputStream message) throws IOException {
        super.process13FinishedMessage(message);
        finished();
    }

    private void finished() throws IOException {
        if (stage == Stage.AFTER_FINISHED) {
            breakOff();
        }
    }
}
