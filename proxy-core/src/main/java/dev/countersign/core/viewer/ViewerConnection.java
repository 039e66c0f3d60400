package dev.countersign.core.viewer;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.exchange.Exchange;
import dev.countersign.core.exchange.ViewerStream;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.BodyDecoder;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.ParseResult;
import dev.countersign.core.http.UpgradeOffer;
import dev.countersign.core.log.LogFragments;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.snapshot.EdgeLines;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection from a viewer: takes its bytes apart into requests, one exchange after the other, and answers
 * in order. While an exchange runs, what comes behind its request stays unread. Belongs to one event loop.
 */
final class ViewerConnection extends ChannelInboundHandlerAdapter implements ViewerStream {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Worker worker;
    private final Listener listener;
    private final LimitsConfig limits;
    private final HeadParser heads;
    private final BodyDecoder body = new BodyDecoder();
    private final ViewerHandshake handshake;
    private final Runnable retirement = this::retire;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Http1Writer writer;
    private Deadlines.@Nullable Deadline readDeadline;
    private Deadlines.@Nullable Deadline writeDeadline;
    private Exchange.@Nullable Viewer viewer;
    private @Nullable ByteBuf unread;
    private @Nullable Exchange exchange;
    private boolean begun;
    private boolean bodyWanted;
    private boolean keepAlive = true;
    private boolean inputEnded;
    private boolean closing;
    private boolean stepping;
    private boolean retiring;

    ViewerConnection(Worker worker, Listener listener) {
        this.worker = worker;
        this.listener = listener;
        this.limits = worker.snapshot().limits();
        this.heads = HeadParser.forRequests(limits.requestHeadBytes(), limits.urlBytes());
        this.handshake = new ViewerHandshake(listener);
    }

    // The connection's life.

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        writer = new Http1Writer(ctx);
        readDeadline = worker.deadlines().add(this::readDeadlineReached);
        writeDeadline = worker.deadlines().add(this::writeDeadlineReached);
        worker.meters().viewerConnectionOpened();
        worker.retirements().add(retirement);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (listener.tls().isEmpty()) {
            ready(ctx);
        }
    }

    private void ready(ChannelHandlerContext ctx) {
        InetSocketAddress client = (InetSocketAddress) ctx.channel().remoteAddress();
        viewer = new Exchange.Viewer(
                LogFragments.viewer(listener.name(), client, handshake.facts(ctx)),
                NetUtil.toAddressString(client.getAddress()).getBytes(StandardCharsets.US_ASCII),
                listener.tls().isPresent());
        waitForRequest();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SniCompletionEvent named) {
            handshake.serverName(named.hostname());
        } else if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                ready(ctx);
            } else {
                handshake.failed(worker, ctx, done.cause());
                ctx.close();
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            inputEnded();
        }
    }

    /** A viewer may stop sending and still read; one that stops in mid-request has left. */
    private void inputEnded() {
        inputEnded = true;
        Exchange running = exchange;
        if (closing) {
            channel().close();
        } else if (running == null) {
            close();
        } else if (!begun || !requestComplete()) {
            left(Failure.VIEWER_LEFT);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (viewer == null && listener.tls().isPresent()) {
            handshake.closed(worker, ctx);
        }
        left(Failure.VIEWER_LEFT);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline(readDeadline).remove();
        deadline(writeDeadline).remove();
        out().discard();
        forgetUnread();
        worker.retirements().remove(retirement);
        worker.meters().viewerConnectionClosed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (viewer == null && listener.tls().isPresent()) {
            handshake.failed(worker, ctx, cause);
        }
        ctx.close();
    }

    private void left(Failure failure) {
        Exchange running = exchange;
        keepAlive = false;
        closing = true;
        if (running != null && begun) {
            running.viewerLeft(failure);
        } else if (running != null) {
            exchange = null;
            worker.giveBack(running);
        }
        channel().close();
    }

    /** The process drains: what runs may finish, nothing new begins. */
    private void retire() {
        retiring = true;
        keepAlive = false;
        if (exchange == null) {
            close();
        }
    }

    // Step 3: bytes become requests.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closing) {
            bytes.release();
            return;
        }
        ByteBuf before = unread;
        unread = before == null ? bytes : joined(ctx, before, bytes);
        step();
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, ByteBuf first, ByteBuf second) {
        ByteBuf both = ctx.alloc().directBuffer(first.readableBytes() + second.readableBytes());
        both.writeBytes(first).writeBytes(second);
        first.release();
        second.release();
        return both;
    }

    /** Goes on until bytes, the origin, or a connection that ends are waited for. */
    private void step() {
        if (stepping) {
            return;
        }
        stepping = true;
        boolean moved;
        do {
            moved = !closing && unread != null && stepOnce(unread);
        } while (moved);
        stepping = false;
        ByteBuf rest = unread;
        if (rest != null && (closing || !rest.isReadable())) {
            forgetUnread();
        } else if (rest != null && exchange != null && begun) {
            readMore(false); // the next request waits in the socket
        }
    }

    private boolean stepOnce(ByteBuf in) {
        if (!begun) {
            return in.isReadable() && readHead(in);
        }
        return bodyWanted && !requestComplete() && readBody(in);
    }

    private boolean readHead(ByteBuf in) {
        Exchange next = exchange;
        if (next == null) {
            next = worker.borrow();
            next.clock();
            exchange = next;
            out().begin();
            deadline(readDeadline).in(limits.requestHeadTimeout().toNanos());
        }
        ParseResult result = heads.parse(in, next.request());
        switch (result) {
            case INCOMPLETE -> {
                return false;
            }
            case MALFORMED ->
                malformed(next, HeadFailure.of(heads.problem()), heads.problem().sentence());
            case COMPLETE -> begin(next, in);
        }
        return true;
    }

    private void begin(Exchange next, ByteBuf behind) {
        heads.reset();
        Head head = next.request();
        body.start(head.framing(), head.contentLength());
        keepAlive = !retiring && ConnectionOptions.allowAnother(head);
        bodyWanted = false;
        begun = true;
        deadline(readDeadline).clear();
        if (behind.isReadable() && head.framing() == BodyFraming.NONE && UpgradeOffer.isWebSocket(head)) {
            // What stands behind the request is meant for a protocol that has not been agreed on (CVE-2026-2833).
            keepAlive = false;
            next.beginMalformed(this, facts(), Failure.MALFORMED_REQUEST, "bytes behind a WebSocket request");
            return;
        }
        if (!requestComplete()) {
            readMore(false);
        }
        next.begin(this, facts());
    }

    private void malformed(Exchange next, Failure failure, String detail) {
        keepAlive = false;
        begun = true;
        next.beginMalformed(this, facts(), failure, detail);
    }

    private boolean readBody(ByteBuf in) {
        Exchange running = running();
        switch (body.next(in)) {
            case NEED_MORE -> {
                deadline(readDeadline).in(limits.requestBodyTimeout().toNanos());
                running.requestReadComplete();
                return false;
            }
            case DATA -> running.requestData(in.readRetainedSlice(body.dataLength()));
            case END -> {
                deadline(readDeadline).clear();
                running.requestEnd();
            }
            case MALFORMED -> {
                keepAlive = false;
                running.requestFailed(Failure.MALFORMED_REQUEST, "the body's framing is broken");
            }
        }
        return true;
    }

    private boolean requestComplete() {
        return body.isComplete();
    }

    private void waitForRequest() {
        deadline(readDeadline).in(limits.viewerIdleTimeout().toNanos());
    }

    // Time.

    private void readDeadlineReached() {
        Exchange running = exchange;
        if (running == null || closing) {
            channel().close();
        } else if (!begun) {
            malformed(running, Failure.REQUEST_TIMEOUT, "the request's head did not arrive in time");
        } else {
            keepAlive = false;
            running.requestFailed(Failure.REQUEST_TIMEOUT, "the request's body did not arrive in time");
        }
    }

    private void writeDeadlineReached() {
        left(Failure.VIEWER_SLOW);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            deadline(writeDeadline).in(limits.viewerWriteTimeout().toNanos());
            return;
        }
        deadline(writeDeadline).clear();
        Exchange running = exchange;
        if (running != null && begun) {
            running.viewerWritable();
        }
    }

    // What the exchange says.

    @Override
    public void sendContinue() {
        out().continueNow(worker.scratch());
        flush();
    }

    @Override
    public void sendInformational(Head response) {
        out().interim(response, worker.scratch());
    }

    @Override
    public void sendHead(Head response, BodyFraming framing, EdgeLines edge, byte[] requestId) {
        BodyFraming sent = framing;
        if (framing == BodyFraming.CHUNKED || framing == BodyFraming.UNTIL_CLOSE) {
            boolean understandsChunked = running().request().minorVersion() > 0;
            sent = understandsChunked ? BodyFraming.CHUNKED : BodyFraming.UNTIL_CLOSE;
            keepAlive &= understandsChunked;
        }
        out().head(response, sent, persistence(), edge, requestId, worker.scratch());
    }

    private Persistence persistence() {
        if (!keepAlive) {
            return Persistence.CLOSE;
        }
        return running().request().minorVersion() > 0 ? Persistence.KEEP_ALIVE : Persistence.KEEP_ALIVE_SAID;
    }

    @Override
    public void sendBody(ByteBuf content) {
        out().content(content);
    }

    @Override
    public void sendEnd() {
        out().end();
    }

    @Override
    public void sendPage(Failure failure, EdgeLines edge, byte[] requestId) {
        keepAlive &= begun && requestComplete() && running().request().first(Field.UPGRADE) < 0;
        boolean withBody = running().request().method() != Method.HEAD;
        out().page(failure, withBody, persistence(), edge, requestId, worker.scratch());
    }

    @Override
    public void sendRedirect(int status, Head request, EdgeLines edge, byte[] requestId) {
        keepAlive &= requestComplete();
        out().redirect(status, request, persistence(), edge, requestId, worker.scratch());
    }

    @Override
    public void flush() {
        out().flush();
    }

    @Override
    public boolean isWritable() {
        return channel().isWritable();
    }

    @Override
    public void takeBody(boolean wanted) {
        bodyWanted = wanted;
        readMore(wanted);
        if (wanted) {
            step();
        }
    }

    @Override
    public void cut() {
        keepAlive = false;
        closing = true;
        out().cut();
    }

    @Override
    public long bytesSent() {
        return out().bytes();
    }

    @Override
    public void exchangeEnded() {
        exchange = null;
        begun = false;
        if (closing) {
            return;
        }
        if (!keepAlive || !requestComplete()) {
            close();
            return;
        }
        readMore(true);
        waitForRequest();
        step();
        if (inputEnded && !begun && !stepping) {
            close();
        }
    }

    /** Sends what is left, says that nothing follows, and waits a little for the viewer to have read it. */
    private void close() {
        closing = true;
        deadline(readDeadline).in(LastWords.PATIENCE_SECONDS * SECOND_NANOS);
        LastWords.say(Objects.requireNonNull(context), inputEnded);
    }

    private Channel channel() {
        return Objects.requireNonNull(context).channel();
    }

    private Http1Writer out() {
        return Objects.requireNonNull(writer);
    }

    private Exchange running() {
        return Objects.requireNonNull(exchange);
    }

    private Exchange.Viewer facts() {
        return Objects.requireNonNull(viewer);
    }

    private static Deadlines.Deadline deadline(Deadlines.@Nullable Deadline set) {
        return Objects.requireNonNull(set);
    }

    private void readMore(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    private void forgetUnread() {
        ByteBuf rest = unread;
        unread = null;
        if (rest != null) {
            rest.release();
        }
    }
}
