package dev.countersign.core.viewer;

import dev.countersign.config.LimitsConfig;
import dev.countersign.core.exchange.Exchange;
import dev.countersign.core.exchange.Worker;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.BodyDecoder;
import dev.countersign.core.http.ConnectionOptions;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.loop.Deadlines;
import dev.countersign.core.websocket.WebSocketOffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Step 3: takes a viewer's bytes apart into requests, one exchange after the other. While an exchange runs, what comes
 * behind its request stays unread. Belongs to one connection.
 */
final class RequestIntake {
    private final Worker worker;
    private final ViewerConnection connection;
    private final Http1Stream stream;
    private final LimitsConfig limits;
    private final Deadlines.Deadline deadline;
    private final HeadParser heads;
    private final BodyDecoder body = new BodyDecoder();
    private final UnreadBytes unread;

    private @Nullable Exchange exchange;
    private boolean begun;
    private boolean bodyWanted;
    private boolean inputEnded;
    private boolean stepping;

    /** {@code deadline} is the connection's, for reading. */
    RequestIntake(
            Worker worker,
            ViewerConnection connection,
            Http1Stream stream,
            ByteBufAllocator allocator,
            Deadlines.Deadline deadline) {
        this.worker = worker;
        this.connection = connection;
        this.stream = stream;
        this.limits = worker.snapshot().limits();
        this.deadline = deadline;
        this.heads = HeadParser.forRequests(limits.requestHeadBytes(), limits.urlBytes());
        this.unread = new UnreadBytes(allocator);
    }

    /** Takes a buffer over. */
    void add(ByteBuf bytes) {
        unread.add(bytes);
        step();
    }

    /** Nothing more comes from the viewer. */
    void end() {
        inputEnded = true;
        step();
    }

    /** What stands behind the running exchange's request, the caller's from then on. */
    TunnelledViewer.Early takeEarly() {
        return new TunnelledViewer.Early(unread.take(), inputEnded);
    }

    void discard() {
        unread.clear();
    }

    /** Null between two requests. */
    @Nullable
    Exchange running() {
        return exchange;
    }

    /** The running exchange has its request's head. */
    boolean hasBegun() {
        return begun;
    }

    Head request() {
        return Objects.requireNonNull(exchange).request();
    }

    boolean isRequestComplete() {
        return body.isComplete();
    }

    /** Goes on until bytes, the origin, or a connection that ends are waited for. */
    void step() {
        if (stepping) {
            return; // called from below: the loop goes on by itself
        }
        stepping = true;
        try {
            boolean moved;
            do {
                ByteBuf in = unread.readable();
                moved = !connection.isClosing() && in != null && (begun ? readBody(in) : readHead(in));
            } while (moved);
        } finally {
            stepping = false;
        }
        if (connection.isClosing()) {
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
                connection.close();
            }
        } else if (!begun || !isRequestComplete()) {
            if (over) {
                connection.left(Failure.VIEWER_LEFT);
            } else if (begun && bodyWanted) {
                deadline.in(limits.requestBodyTimeout().toNanos());
                running.requestReadComplete();
            }
        }
        if (!unread.isEmpty()) {
            connection.readMore(false); // what follows waits in the socket
        }
    }

    private boolean readHead(ByteBuf in) {
        Exchange next = exchange;
        if (next == null) {
            if (!connection.isWritable()) {
                return false; // a viewer that does not read its responses gets no further ones
            }
            next = worker.borrow();
            next.clock();
            exchange = next;
            stream.bytesBegin();
            deadline.in(limits.requestHeadTimeout().toNanos());
        }
        return switch (heads.parse(in, next.request())) {
            case INCOMPLETE -> false;
            case MALFORMED -> {
                malformed(next, HeadFailure.of(heads.problem()), heads.problem().sentence());
                yield true;
            }
            case COMPLETE -> {
                begin(next);
                yield true;
            }
        };
    }

    private void begin(Exchange next) {
        heads.reset();
        Head head = next.request();
        body.start(head.framing(), head.contentLength());
        // Behind an offer of WebSocket nobody knows what the next bytes mean (CVE-2026-2833): none is read as a
        // request.
        WebSocketOffer offer = WebSocketOffer.of(head);
        stream.begin(!connection.isRetiring() && offer == WebSocketOffer.NONE && ConnectionOptions.allowAnother(head));
        bodyWanted = false;
        deadline.clear();
        begun = true;
        if (!isRequestComplete() || offer == WebSocketOffer.MADE) {
            connection.readMore(false);
        }
        next.begin(stream, connection.facts());
    }

    private void malformed(Exchange next, Failure failure, String detail) {
        stream.closeAfterwards();
        begun = true;
        deadline.clear();
        next.beginMalformed(stream, connection.facts(), failure, detail);
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
            deadline.clear();
            running.requestEnd();
        }
    }

    void takeBody(boolean wanted) {
        bodyWanted = wanted;
        connection.readMore(wanted || isRequestComplete()); // then it is the viewer's leaving that is to be noticed
        if (wanted) {
            step();
        } else {
            deadline.clear(); // the viewer is not the one that is waited for
        }
    }

    /** What the running exchange waits for did not come in time. */
    void timedOut(Exchange running) {
        if (begun) {
            stream.closeAfterwards();
            running.requestFailed(Failure.REQUEST_TIMEOUT, "the request's body did not arrive in time");
        } else {
            malformed(running, Failure.REQUEST_TIMEOUT, "the request's head did not arrive in time");
        }
    }

    /** The viewer is gone, and with it what runs. */
    void cutOff(Failure failure) {
        Exchange running = exchange;
        if (running != null) {
            if (!begun) {
                begun = true;
                running.beginCutOff(stream, connection.facts());
            }
            running.viewerLeft(failure);
        }
    }

    void exchangeEnded() {
        exchange = null;
        begun = false;
    }
}
