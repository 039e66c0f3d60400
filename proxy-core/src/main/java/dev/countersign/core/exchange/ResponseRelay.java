package dev.countersign.core.exchange;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.header.ResponseHeadPolicy;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.origin.OriginPools;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.websocket.WebSocketAnswer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes the origin's response as it comes and passes it to the viewer. Where the request could be sent again under
 * another identity, what may be a complaint of our certificate is held until it is one or is not. Reused from exchange to
 * exchange.
 */
final class ResponseRelay {
    /** How far the response is. */
    sealed interface Progress {}

    record MoreToCome() implements Progress {}

    record Complete() implements Progress {}

    /** What the origin sent is no response to pass on; {@code detail} is for the log. */
    record Refused(Failure failure, String detail) implements Progress {}

    /** It complains of our certificate, and nothing of it has been passed on. */
    record Complained() implements Progress {}

    /**
     * Its status is one that is not passed on, and nothing of it has been.
     *
     * @param complete all of it has been read
     */
    record Withheld(int status, boolean complete) implements Progress {}

    /** A 101 that takes up the request's offer; nothing of it has been passed on. */
    record Switched(Head response) implements Progress {}

    private static final MoreToCome MORE_TO_COME = new MoreToCome();
    private static final Complete COMPLETE = new Complete();
    private static final Complained COMPLAINED = new Complained();

    private static final int SWITCHING_PROTOCOLS = 101;

    private final Head request;
    private final ExchangeRecord record;
    private final OriginPools pools;
    private final CertificateComplaint complaint = new CertificateComplaint();
    private ResponseReader reader = new ResponseReader();
    private boolean started;
    private boolean withheld;
    private @Nullable ByteBuf held;

    ResponseRelay(Head request, ExchangeRecord record, OriginPools pools) {
        this.request = request;
        this.record = record;
        this.pools = pools;
    }

    /** A response is to come, to a new request or to the same one sent again. */
    void expect(int headLimit) {
        reader.start(headLimit);
        forget();
        complaint.reset();
    }

    /**
     * Where a response comes from and goes to.
     *
     * @param redoable the request could be sent again, should this be a complaint
     * @param exchange knows what else becomes of the head
     */
    record Way(
            OriginConnection from,
            ViewerStream to,
            Snapshot snapshot,
            long startNanos,
            boolean redoable,
            Exchange exchange) {}

    /** Passes on what is in {@code bytes}; what it leaves unread stands behind the response's end. */
    Progress relay(ByteBuf bytes, Way way) {
        while (true) {
            switch (reader.next(bytes, request.method())) {
                case NEED_MORE -> {
                    return withheld ? withheld(false) : MORE_TO_COME;
                }
                case INTERIM -> {
                    if (reader.head().status() == SWITCHING_PROTOCOLS) {
                        return switched();
                    }
                    if (!interim(way.to())) {
                        return new Refused(
                                Failure.ORIGIN_INVALID_RESPONSE, "an interim response that was not asked for");
                    }
                }
                case HEAD -> head(way);
                case CONTENT -> {
                    if (complains(way, bytes)) {
                        return COMPLAINED;
                    }
                }
                case END -> {
                    letGo(way);
                    return withheld ? withheld(true) : COMPLETE;
                }
                case MALFORMED -> {
                    letGo(way);
                    return withheld ? withheld(false) : malformed();
                }
            }
        }
    }

    private Withheld withheld(boolean complete) {
        return new Withheld(reader.head().status(), complete);
    }

    private Refused malformed() {
        return new Refused(
                reader.isHeadTooLarge() ? Failure.ORIGIN_HEAD_TOO_LARGE : Failure.ORIGIN_INVALID_RESPONSE,
                reader.problem());
    }

    private Progress switched() {
        WebSocketAnswer answer = WebSocketAnswer.of(request, reader.head());
        return answer == WebSocketAnswer.ACCEPTED
                ? new Switched(reader.head())
                : new Refused(Failure.ORIGIN_INVALID_RESPONSE, answer.sentence());
    }

    private boolean interim(ViewerStream viewer) {
        InterimRule rule = InterimRule.decide(reader.head().status(), reader.interimCount(), request.minorVersion());
        if (rule == InterimRule.PASS_ON) {
            ResponseHeadPolicy.edit(reader.head(), BodyFraming.NONE);
            viewer.sendInformational(reader.head());
            viewer.flush();
        }
        return rule != InterimRule.REFUSE;
    }

    private void head(Way way) {
        if (!CertificateComplaint.mayFollow(reader.head())) {
            way.from().cleared();
        }
        if (mayComplain(way)) {
            held = way.from().buffer(CertificateComplaint.LOOKED_AT);
        } else {
            passHead(way);
        }
    }

    /** Something depends on whether it is one: who is asked next, or what is said of an answer that nobody sees. */
    private boolean mayComplain(Way way) {
        Head head = reader.head();
        return CertificateComplaint.mayFollow(head)
                && (way.redoable()
                        || (way.from().wasAskedForCertificate()
                                && way.exchange().withholds(head.status())));
    }

    private void passHead(Way way) {
        Head head = reader.head();
        if (CertificateComplaint.mayFollow(head) && isWithoutWord(way.from())) {
            way.from().judged(MtlsOutcome.Plain.PRESENTED);
        }
        if (way.exchange().withholds(head.status())) {
            withheld = true;
            return;
        }
        record.responded(head, System.nanoTime() - way.startNanos(), way.from().outcome());
        started = true;
        ResponseHeadPolicy.edit(head, reader.framing());
        way.exchange().edit(head);
        way.to().sendHead(head, reader.framing(), way.snapshot().edge(), record.requestId);
    }

    /** The page that would complain is not sent in answer to HEAD, and nothing before it has been the origin's yes. */
    private boolean isWithoutWord(OriginConnection connection) {
        return request.method() == Method.HEAD && connection.wasAskedForCertificate() && !connection.isReused();
    }

    private boolean complains(Way way, ByteBuf bytes) {
        int length = reader.contentLength();
        if (held != null && !mayComplain(way)) {
            letGo(way); // too much of the request has been sent meanwhile
        }
        ByteBuf beginning = held;
        if (beginning != null) {
            int kept = Math.min(length, CertificateComplaint.LOOKED_AT - beginning.readableBytes());
            beginning.writeBytes(bytes, kept);
            length -= kept;
            CertificateComplaint seen = new CertificateComplaint();
            if (seen.isCompletedBy(beginning) && way.redoable()) {
                return true;
            }
            if (seen.isDecided()) {
                letGo(way);
            }
        }
        if (length > 0) {
            passContent(way, bytes.readRetainedSlice(length));
        }
        return false;
    }

    /** Passes on what is held, if anything is: nothing depends on it any more. */
    private void letGo(Way way) {
        ByteBuf content = held;
        if (content == null) {
            return;
        }
        held = null;
        passHead(way);
        if (content.isReadable()) {
            passContent(way, content);
        } else {
            content.release();
        }
    }

    /** Nothing more will come: what is held is passed on, or withheld in its turn. */
    Progress breakOff(Way way) {
        letGo(way);
        return withheld ? withheld(false) : MORE_TO_COME;
    }

    private void passContent(Way way, ByteBuf bytes) {
        if (way.from().wasAskedForCertificate()
                && CertificateComplaint.mayFollow(reader.head())
                && complaint.isCompletedBy(bytes)) {
            record.outcome = MtlsOutcome.Plain.REJECTED_HTTP;
            way.from().judged(MtlsOutcome.Plain.REJECTED_HTTP);
        }
        if (withheld) {
            bytes.release();
        } else {
            way.to().sendBody(bytes);
        }
    }

    /** The viewer has been sent the final head. */
    boolean isStarted() {
        return started;
    }

    /** At least one byte has come. */
    boolean hasBegun() {
        return reader.hasBegun();
    }

    /** The origin's close, if it comes now, is the response's end. */
    boolean endsAtClose() {
        return reader.endsAtClose();
    }

    /** The response has been read as far as it is wanted: the connection is pooled, drained or closed. */
    void leave(OriginConnection connection, boolean complete, boolean requestComplete, boolean bytesBehind) {
        if (complete
                && OriginKeepAlive.mayCarryAnother(reader.head(), reader.framing(), requestComplete, bytesBehind)) {
            connection.release();
        } else if (!complete && requestComplete && Drain.isWorthIt(reader)) {
            Drain.begin(pools, connection, reader, request.method());
            reader = new ResponseReader();
        } else {
            connection.close();
        }
    }

    void forget() {
        started = false;
        withheld = false;
        ByteBuf content = held;
        if (content != null) {
            held = null;
            content.release();
        }
    }
}
