package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.failover.Failover;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.header.RequestHeadPolicy;
import dev.countersign.core.header.ResponseHeadPolicy;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.response.ResponseRules;
import dev.countersign.core.snapshot.DistributionRoutes;
import dev.countersign.core.snapshot.ErrorPages;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tunnel.Tunnel;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head that was read to the line that is logged: route, admit, lease, forward,
 * respond, record. Every way through ends in {@link #end}. Belongs to one event loop; reused.
 */
public final class Exchange {
    private static final String ORIGINS_ERROR = "The origin answered with an error.";

    private final Worker worker;
    private final ExchangeRecord record = new ExchangeRecord();
    private final Head request = new Head();
    private final Routing routing = new Routing();
    private final Failover failover = new Failover();
    private final Forwarding forwarding;

    private @Nullable ErrorPage page;
    private @Nullable ViewerStream viewer;
    private @Nullable SnapshotUse use;
    private @Nullable OriginMeters originMeters;
    private byte[] viewerAddress = {};
    private long startNanos;

    Exchange(Worker worker) {
        this.worker = worker;
        this.forwarding = new Forwarding(this, worker, record, request);
    }

    /** The head to parse the request into, before {@link #begin}. */
    public Head request() {
        return request;
    }

    /** Marks the first byte of the request; before it is known whether the head is legal. */
    public void clock() {
        startNanos = System.nanoTime();
        record.startMillis = System.currentTimeMillis();
    }

    // Steps 4 to 6: where does it go, may it go, a connection to go on.

    /** A legal head was read. */
    public void begin(ViewerStream stream, ViewerFacts from) {
        open(stream, from);
        record.request = request;
        record.requestBytes = request.length();
        Admission.Answer answer = routing.decide(snapshot(), request, from.secure(), record, worker.scratch());
        failover.begin(routing.behavior(), request);
        admit(answer);
    }

    /** A head was read that is not legal. */
    public void beginMalformed(ViewerStream stream, ViewerFacts from, Failure failure, String detail) {
        open(stream, from);
        record.errorMessage = detail;
        refuse(failure);
    }

    /** A head began of which nothing more will come; {@link #viewerLeft} is next. */
    public void beginCutOff(ViewerStream stream, ViewerFacts from) {
        open(stream, from);
    }

    private void open(ViewerStream stream, ViewerFacts from) {
        viewer = stream;
        use = worker.use();
        use.begin();
        viewerAddress = from.address();
        record.snapshot = snapshot().number();
        record.viewerFragment = from.logFragment();
        record.secure = from.secure();
        record.requestId = worker.nextRequestId();
    }

    private void admit(Admission.Answer answer) {
        if (answer instanceof Permit granted) {
            originMeters = granted.origin().meters();
            record.webSocket = granted.isWebSocket();
            if (request.contentLength() > snapshot().limits().requestBodyBytes()) {
                refuse(Failure.BODY_TOO_LARGE);
            } else {
                forwarding.begin(granted);
            }
        } else if (answer instanceof Admission.Redirected redirected) {
            redirect(redirected.status());
        } else if (answer instanceof Admission.Refused refused) {
            if (refused.failure().isProtocolRefusal()) {
                record.outcome = MtlsOutcome.Plain.PROTOCOL_REFUSED;
            }
            refuse(refused.failure());
        }
    }

    private void refuse(Failure failure) {
        worker.meters().refused(failure.label());
        fail(failure);
    }

    // Steps 6 to 9: the viewer's side of forwarding.

    /** Content of the request; takes the buffer over. */
    public void requestData(ByteBuf content) {
        forwarding.requestData(content);
    }

    /** The request's body is complete. */
    public void requestEnd() {
        forwarding.requestEnd();
    }

    /** What the viewer sent in one go has been handed over. */
    public void requestReadComplete() {
        forwarding.requestReadComplete();
    }

    /** The viewer can take more. */
    public void viewerWritable() {
        answering().viewerWritable();
    }

    /** Where the answer to the viewer comes from. */
    private Forwarding answering() {
        ErrorPage instead = page;
        return instead == null ? forwarding : instead.fetch();
    }

    /** The viewer's connection is gone, or too slow to be worth keeping. */
    public void viewerLeft(Failure failure) {
        answering().abandon();
        if (page != null) {
            page.describe(record);
        }
        record.failed(failure, answering().isResponseStarted() ? record.status : 0);
        end();
    }

    /** The request's body is not legal, or did not come in time. */
    public void requestFailed(Failure failure, String detail) {
        record.errorMessage = detail;
        fail(failure);
    }

    /** Is an answer of that status not passed on, because there is something better to do? */
    boolean withholds(int status) {
        ErrorPage instead = page;
        if (instead != null) {
            return instead.withholds(status);
        }
        return failover.criteria().contains(status) || errorPages().statuses().contains(status);
    }

    /** The origin answered with one of them; it has been let go. */
    void withheld(int status) {
        ErrorPage instead = page;
        if (instead != null) {
            instead.withheld(status);
            return;
        }
        Objects.requireNonNull(originMeters).exchange(status, forwarding.nanosSinceLease());
        if (failover.criteria().contains(status)) {
            failOver(null);
        } else {
            record.status = status;
            record.succeeded();
            sendError(new ErrorPage.Cause(status, ORIGINS_ERROR));
        }
    }

    /** No further attempt is made there: the viewer is cut off, or the group's second member is asked, or a page is sent. */
    void fail(Failure failure) {
        ErrorPage instead = page;
        if (instead != null) {
            instead.failed(failure, record);
        } else {
            forwarding.abandon();
            OriginMeters meters = originMeters;
            if (meters != null) {
                meters.failed(failure.label());
            }
        }
        if (answering().isResponseStarted()) {
            record.failed(failure, record.status);
            viewer().cut();
            end();
        } else if (instead != null) {
            if (!instead.failsOver(failure)) {
                record.withoutPage(failure.label());
                sendFixedPage(instead.cause());
            }
        } else if (failover.isDueOn(failure)) {
            failOver(failure);
        } else {
            record.failed(failure, failure.status());
            ErrorPage.Cause cause = new ErrorPage.Cause(failure.status(), failure.sentence());
            if (failure == Failure.ORIGIN_BUSY) {
                sendFixedPage(cause); // without room for one request there is none for two
            } else {
                sendError(cause);
            }
        }
    }

    /** Begins anew with the group's second member; {@code failure} is null where a status of the first one is the reason. */
    private void failOver(@Nullable Failure failure) {
        Behavior second = failover.turn();
        originMeters = null;
        record.failedOver(
                failure, second.logFragment(), second.origin().config().id());
        admit(Admission.decide(request, second, record.secure));
    }

    /** The distribution's page for that status, where it has one. */
    private void sendError(ErrorPage.Cause cause) {
        ErrorPages.Page chosen = errorPages().of(cause.status());
        if (chosen == null) {
            sendFixedPage(cause);
        } else {
            fetch(chosen, cause);
        }
    }

    /**
     * CloudFront has none for gRPC, which has statuses of its own; and a page's 200 in answer to CONNECT would say that a
     * tunnel begins (RFC 9110 section 9.3.6).
     */
    private ErrorPages errorPages() {
        DistributionRoutes routes = routing.distribution();
        if (routes == null
                || routes.errorPages().isEmpty()
                || request.method() == Method.CONNECT
                || Admission.isGrpc(request)) {
            return ErrorPages.NONE;
        }
        return routes.errorPages();
    }

    private void fetch(ErrorPages.Page chosen, ErrorPage.Cause cause) {
        forwarding.abandon(); // its origin's time is not the page's
        viewer().takeBody(false);
        ErrorPage instead = new ErrorPage(this, worker, chosen, cause);
        page = instead;
        DistributionRoutes routes = Objects.requireNonNull(routing.distribution());
        instead.begin(routes, request, record.secure, record.requestId, worker); // last: it may be over at once
    }

    /** The response is about to begin: makes of its head what the viewer is to get. */
    void edit(Head head) {
        ResponseRules rules = routing.responseRules();
        if (rules != null) {
            rules.apply(head, request);
        }
        ErrorPage instead = page;
        if (instead != null) {
            head.restate(instead.statusFor(head.status()));
        }
    }

    private void sendFixedPage(ErrorPage.Cause cause) {
        record.status = cause.status();
        record.firstByteNanos = System.nanoTime() - startNanos;
        viewer().sendPage(
                        cause.status(),
                        cause.sentence(),
                        routing.responseRules(),
                        snapshot().edge(),
                        record.requestId);
        end();
    }

    // Step 10: record.

    void succeed() {
        ErrorPage instead = page;
        if (instead == null) {
            record.succeeded();
            Objects.requireNonNull(originMeters).exchange(record.status, forwarding.nanosSinceLease());
        } else {
            instead.sent(record);
        }
        viewer().sendEnd();
        end();
    }

    /**
     * The origin has switched to the protocol the viewer asked for: from here on bytes go through, and the snapshot is not
     * held any longer. {@code behind} is what came with the 101, taken over.
     */
    void tunnel(OriginConnection origin, Head response, ByteBuf behind) {
        record.responded(response, System.nanoTime() - startNanos, origin.outcome());
        ResponseHeadPolicy.edit(response, BodyFraming.NONE);
        Objects.requireNonNull(originMeters).webSocketsChanged(1);
        Tunnel tunnel = new Tunnel(origin, snapshot().limits().webSocketIdleTimeout(), this::tunnelEnded);
        viewer().switchProtocols(response, snapshot().edge(), record.requestId, tunnel);
        endUse();
        tunnel.begin(behind); // last: it may end at once
    }

    private void tunnelEnded(@Nullable Failure failure, long bytesFromViewer) {
        record.tunnelled(failure);
        record.requestBytes += bytesFromViewer;
        OriginMeters meters = Objects.requireNonNull(originMeters);
        meters.webSocketsChanged(-1);
        meters.exchange(record.status, forwarding.nanosSinceLease());
        end();
    }

    private void redirect(int status) {
        record.redirected(status);
        viewer().sendRedirect(status, request, snapshot().edge(), record.requestId);
        end();
    }

    private void end() {
        ViewerStream stream = viewer();
        stream.flush();
        record.durationNanos = System.nanoTime() - startNanos;
        record.responseBytes = stream.bytesSent();
        worker.meters().exchange(record.status, record.durationNanos);
        worker.retire(this, record);
        stream.exchangeEnded(); // last: it may begin another exchange, even in this object
    }

    /** It has not ended yet. */
    boolean isOpen() {
        return viewer != null;
    }

    ViewerStream viewer() {
        return Objects.requireNonNull(viewer);
    }

    Snapshot snapshot() {
        return Objects.requireNonNull(use).snapshot();
    }

    /** What the request's head depends on, on its way to that origin. */
    RequestHeadPolicy.Facts facts(Permit granted) {
        return new RequestHeadPolicy.Facts(
                granted.origin(),
                granted.secure(),
                granted.selection(),
                viewerAddress,
                record.requestId,
                snapshot().edge(),
                granted.isWebSocket());
    }

    /** The way of a response; {@code redoable} as there. */
    ResponseRelay.Way way(OriginConnection from, boolean redoable) {
        return new ResponseRelay.Way(from, viewer(), snapshot(), startNanos, redoable, this);
    }

    void reset() {
        record.reset();
        viewer = null;
        endUse();
        originMeters = null;
        if (page != null) {
            page.release();
            page = null;
        }
        routing.reset();
        failover.reset();
        forwarding.reset();
    }

    private void endUse() {
        SnapshotUse over = use;
        use = null;
        if (over != null) {
            over.end();
        }
    }
}
