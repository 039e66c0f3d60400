package dev.countersign.core.viewer;

import dev.countersign.core.exchange.ViewerStream;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.snapshot.EdgeLines;
import dev.countersign.core.tunnel.Tunnel;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange says to an HTTP/1.1 viewer, and whether the connection can carry another exchange afterwards. One for
 * the whole connection: HTTP/1.1 has one exchange at a time.
 */
final class Http1Stream implements ViewerStream {
    private static final byte[] NOTHING = {};

    private final Worker worker;
    private final ViewerConnection connection;
    private final Http1Writer writer;
    private boolean keepAlive = true;

    Http1Stream(Worker worker, ViewerConnection connection, Http1Writer writer) {
        this.worker = worker;
        this.connection = connection;
        this.writer = writer;
    }

    /** The next exchange; {@code another} is whether its request lets the connection go on. */
    void begin(boolean another) {
        keepAlive = another;
    }

    void bytesBegin() {
        writer.begin();
    }

    void closeAfterwards() {
        keepAlive = false;
    }

    boolean keepsAlive() {
        return keepAlive;
    }

    @Override
    public void sendContinue() {
        writer.continueNow(worker.scratch());
        writer.flush();
    }

    @Override
    public void sendInformational(Head response) {
        writer.interim(response, worker.scratch());
    }

    @Override
    public void sendHead(Head response, BodyFraming framing, EdgeLines edge, byte[] requestId) {
        BodyFraming sent = framing;
        if (framing == BodyFraming.CHUNKED || framing == BodyFraming.UNTIL_CLOSE) {
            boolean understandsChunked = connection.request().minorVersion() > 0;
            sent = understandsChunked ? BodyFraming.CHUNKED : BodyFraming.UNTIL_CLOSE;
            keepAlive &= understandsChunked;
        }
        keepAlive &= connection.isRequestComplete(); // an early response: nobody reads the rest of the request
        keepAlive &= !response.isRestated() || connection.request().first(Field.UPGRADE) < 0; // as behind sendPage
        writer.head(response, sent, persistence(), edge, requestId, worker.scratch());
    }

    private Persistence persistence() {
        if (!keepAlive) {
            return Persistence.CLOSE;
        }
        return connection.request().minorVersion() > 0 ? Persistence.KEEP_ALIVE : Persistence.KEEP_ALIVE_SAID;
    }

    @Override
    public void switchProtocols(Head response, EdgeLines edge, byte[] requestId, Tunnel tunnel) {
        keepAlive = false;
        writer.switching(response, edge, requestId, worker.scratch());
        writer.flush();
        connection.handOver(tunnel, writer);
    }

    @Override
    public void sendBody(ByteBuf content) {
        writer.content(content);
    }

    @Override
    public void sendEnd() {
        writer.end();
    }

    /** Behind a body that was not read, or an Upgrade that was offered, nobody knows what the next bytes mean. */
    @Override
    public void sendPage(int status, String sentence, @Nullable ResponseRules rules, EdgeLines edge, byte[] requestId) {
        Head request = connection.request();
        keepAlive &= connection.isRequestComplete() && request.first(Field.UPGRADE) < 0;
        boolean withBody = request.method() != Method.HEAD;
        byte[] page = FixedPages.body(status, sentence, edge);
        ByteWriter out = worker.scratch();
        FixedPages.head(status, page.length, out);
        if (rules != null) {
            rules.writeForPage(request, out);
        }
        writer.page(withBody ? page : NOTHING, persistence(), edge, requestId, out);
    }

    @Override
    public void sendRedirect(int status, Head request, EdgeLines edge, byte[] requestId) {
        keepAlive &= connection.isRequestComplete();
        writer.redirect(status, request, persistence(), edge, requestId, worker.scratch());
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public boolean isWritable() {
        return connection.isWritable();
    }

    @Override
    public void takeBody(boolean wanted) {
        connection.takeBody(wanted);
    }

    @Override
    public void cut() {
        keepAlive = false;
        connection.endsNow();
        writer.cut();
    }

    @Override
    public long bytesSent() {
        return writer.bytes();
    }

    @Override
    public void exchangeEnded() {
        connection.exchangeEnded();
    }

    void discard() {
        writer.discard();
    }
}
