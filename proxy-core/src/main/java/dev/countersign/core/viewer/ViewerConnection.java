package dev.countersign.core.viewer;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.exchange.Exchange;
import dev.countersign.core.exchange.ViewerFacts;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.BodyDecoder;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.UpgradeOffer;
import dev.countersign.core.loop.Deadlines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection from a viewer: takes its bytes apart into requests, one exchange after the other, and answers
 * in order. While an exchange runs, what comes behind its request stays unread. Belongs to one event loop.
 */
final class ViewerConnection extends ChannelInboundHandlerAdapter implements Worker.OpenConnection {
    /** How long an idle connection may still bring a request while the process, or its listener, ends. */
    private static final Duration RETIREMENT_GRACE = Duration.ofSeconds(1);

    private final Worker worker;
    private final Listener listener;
    private final LimitsConfig limits;
    private final Channel channel;
    private final Http1Stream stream;
    private final HeadParser heads;
    private final BodyDecoder body = new BodyDecoder();
    private final UnreadBytes unread;
    private final ViewerHandshake handshake;
    private final Deadlines.Deadline readDeadline;
    private final Deadlines.Deadline writeDeadline;
    private final LastWords lastWords;

    private @Nullable ViewerFacts viewer;
    private @Nullable Exchange exchange;
    private boolean begun;
    private boolean bodyWanted;
    private boolean inputEnded;
    private boolean closing;
    private boolean retiring;
    private boolean stepping;

    ViewerConnection(Worker worker, Listener listener, ViewerHandshake handshake, Channel channel) {
        this.worker = worker;
        this.listener = listener;
        this.limits = worker.snapshot().limits();
        this.channel = channel;
        this.stream = new Http1Stream(worker, this, new Http1Writer(channel));
        this.heads = HeadParser.forRequests(limits.requestHeadBytes(), limits.urlBytes());
        this.unread = new UnreadBytes(channel.alloc());
        this.handshake = handshake;
        this.readDeadline = worker.deadlines().add(this::readDeadlineReached);
        this.writeDeadline = worker.deadlines().add(() -> left(Failure.VIEWER_SLOW));
        this.lastWords = new LastWords(channel, readDeadline);
    }

    // The connection's life.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        worker.meters().viewerConnectionOpened();
        retiring = worker.enlist(this, listener);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!handshake.isNeeded()) {
            ready();
        }
    }

    private void ready() {
        viewer = handshake.viewer(channel);
        waitForRequest();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SniCompletionEvent named) {
            handshake.serverName(named.hostname());
            if (!named.isSuccess()) {
                handshake.failed(worker, channel, named.cause());
            }
        } else if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                ready();
            } else {
                handshake.failed(worker, channel, done.cause());
                channel.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            lastWords.viewerIsDone();
            step();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isReady() && !closing) {
            handshake.closed(worker, channel);
        }
        left(Failure.VIEWER_LEFT);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        readDeadline.remove();
        writeDeadline.remove();
        stream.discard();
        unread.clear();
        worker.delist(this);
        worker.meters().viewerConnectionClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!isReady()) {
            handshake.failed(worker, channel, cause);
        }
        channel.close();
    }

    private boolean isReady() {
        return viewer != null;
    }

    private void left(Failure failure) {
        stream.closeAfterwards();
        closing = true;
        Exchange running = exchange;
        if (running != null) {
            if (!begun) {
                begun = true;
                running.beginCutOff(stream, facts());
            }
            running.viewerLeft(failure);
        }
        channel.close();
    }

    @Override
    public void cut() {
        left(Failure.VIEWER_LEFT);
    }

    /**
     * The process or the listener ends: what runs may finish, and says that it is the last. A request may be on its way to an idle
     * connection, so that one closes a moment later.
     */
    @Override
    public void retire() {
        retiring = true;
        stream.closeAfterwards();
        if (!isReady()) {
            closing = true;
            channel.close();
        } else if (exchange == null && !closing) {
            readDeadline.in(RETIREMENT_GRACE.toNanos());
        }
    }

    // Step 3: bytes become requests.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
        } else {
            unread.add(bytes);
            step();
        }
    }

    /** Goes on until bytes, the origin, or a connection that ends are waited for. */
    private void step() {
        if (stepping) {
            return; // called from below: the loop goes on by itself
        }
        stepping = true;
        try {
            boolean moved;
            do {
                ByteBuf in = unread.readable();
                moved = !closing && in != null && (begun ? readBody(in) : readHead(in));
            } while (moved);
        } finally {
            stepping = false;
        }
        if (closing) {
            unread.clear();
        } else {
            waitForMore();
        }
    }

    /** Every byte was used that can be used now. A viewer may stop sending and still read, but not in mid-request. */
    private void waitForMore() {
        Exchange running = exchange;
        boolean over = inputEnded && unread.isEmpty();
        if (running == null) {
            if (over) {
                close();
            }
        } else if (!begun || !isRequestComplete()) {
            if (over) {
                left(Failure.VIEWER_LEFT);
            } else if (begun && bodyWanted) {
                readDeadline.in(limits.requestBodyTimeout().toNanos());
                running.requestReadComplete();
            }
        }
        if (!unread.isEmpty()) {
            readMore(false); // what follows waits in the socket
        }
    }

    private boolean readHead(ByteBuf in) {
        Exchange next = exchange;
        if (next == null) {
            if (!channel.isWritable()) {
                return false; // a viewer that does not read its responses gets no further ones
            }
            next = worker.borrow();
            next.clock();
            exchange = next;
            stream.bytesBegin();
            readDeadline.in(limits.requestHeadTimeout().toNanos());
        }
        return switch (heads.parse(in, next.request())) {
            case INCOMPLETE -> false;
            case MALFORMED -> {
                malformed(next, HeadFailure.of(heads.problem()), heads.problem().sentence());
                yield true;
            }
            case COMPLETE -> {
                begin(next, in);
                yield true;
            }
        };
    }

    private void begin(Exchange next, ByteBuf behind) {
        heads.reset();
        Head head = next.request();
        body.start(head.framing(), head.contentLength());
        stream.begin(!retiring && ConnectionOptions.allowAnother(head));
        bodyWanted = false;
        readDeadline.clear();
        if (behind.isReadable() && head.framing() == BodyFraming.NONE && UpgradeOffer.isWebSocket(head)) {
            // What stands behind the request is meant for a protocol that has not been agreed on (CVE-2026-2833).
            malformed(next, Failure.MALFORMED_REQUEST, "bytes behind a WebSocket request");
            return;
        }
        begun = true;
        if (!isRequestComplete()) {
            readMore(false);
        }
        next.begin(stream, facts());
    }

    private void malformed(Exchange next, Failure failure, String detail) {
        stream.closeAfterwards();
        begun = true;
        readDeadline.clear();
        next.beginMalformed(stream, facts(), failure, detail);
    }

    private boolean readBody(ByteBuf in) {
        if (!bodyWanted || isRequestComplete()) {
            return false;
        }
        Exchange running = Objects.requireNonNull(exchange);
        switch (body.next(in)) {
            case NEED_MORE -> {
                return false;
            }
            case DATA -> {
                running.requestData(in.readRetainedSlice(body.dataLength()));
                endBodyIfComplete(running);
            }
            case END -> endBodyIfComplete(running);
            case MALFORMED -> {
                stream.closeAfterwards();
                running.requestFailed(Failure.MALFORMED_REQUEST, "the body's framing is broken");
            }
        }
        return true;
    }

    private void endBodyIfComplete(Exchange running) {
        if (exchange == running && begun && body.isComplete()) {
            readDeadline.clear();
            running.requestEnd();
        }
    }

    private void waitForRequest() {
        readDeadline.in(limits.viewerIdleTimeout().toNanos());
    }

    private void readDeadlineReached() {
        Exchange running = exchange;
        if (running == null || closing) {
            channel.close();
        } else if (!begun) {
            malformed(running, Failure.REQUEST_TIMEOUT, "the request's head did not arrive in time");
        } else {
            stream.closeAfterwards();
            running.requestFailed(Failure.REQUEST_TIMEOUT, "the request's body did not arrive in time");
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!channel.isWritable()) {
            writeDeadline.in(limits.viewerWriteTimeout().toNanos());
            return;
        }
        writeDeadline.clear();
        Exchange running = exchange;
        if (running != null && begun) {
            running.viewerWritable();
        } else if (isReady()) {
            readMore(true);
            step();
        }
    }

    // What the stream asks.

    Head request() {
        return Objects.requireNonNull(exchange).request();
    }

    boolean isRequestComplete() {
        return body.isComplete();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void takeBody(boolean wanted) {
        bodyWanted = wanted;
        readMore(wanted);
        if (wanted) {
            step();
        } else {
            readDeadline.clear(); // the viewer is not the one that is waited for
        }
    }

    void endsNow() {
        closing = true;
    }

    void exchangeEnded() {
        exchange = null;
        begun = false;
        if (closing) {
            return;
        }
        if (!stream.keepsAlive() || !isRequestComplete()) {
            close();
            return;
        }
        readMore(true);
        waitForRequest();
        step();
    }

    private void close() {
        closing = true;
        lastWords.say(limits.viewerWriteTimeout());
    }

    private ViewerFacts facts() {
        return Objects.requireNonNull(viewer);
    }

    private void readMore(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }
}
