package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.destination.StatusSet;
import dev.countersign.core.failover.Failover;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.header.RequestHeadPolicy;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head that was read to the line that is logged: route, admit, lease, forward,
 * respond, record. Every way through ends in {@link #end}. Belongs to one event loop; reused.
 */
public final class Exchange {
    private final Worker worker;
    private final ExchangeRecord record = new ExchangeRecord();
    private final Head request = new Head();
    private final Failover failover = new Failover();
    private final Forwarding forwarding;

    private @Nullable ViewerStream viewer;
    private @Nullable SnapshotUse use;
    private @Nullable OriginMeters originMeters;
    private byte[] viewerAddress = {};
    private long startNanos;

    Exchange(Worker worker) {
        this.worker = worker;
        this.forwarding = new Forwarding(this, worker, record);
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
        admit(Routing.decide(snapshot(), request, from.secure(), failover, record, worker.scratch()));
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
        forwarding.viewerWritable();
    }

    /** The viewer's connection is gone, or too slow to be worth keeping. */
    public void viewerLeft(Failure failure) {
        forwarding.abandon();
        record.failed(failure, forwarding.isResponseStarted() ? record.status : 0);
        end();
    }

    /** The request's body is not legal, or did not come in time. */
    public void requestFailed(Failure failure, String detail) {
        record.errorMessage = detail;
        fail(failure);
    }

    /** Statuses of the origin that are not passed on, because there is something better to do. */
    private StatusSet withheld() {
        return failover.criteria();
    }

    /** The origin answered with one of them; it has been let go. */
    void withheld(int status) {
        Objects.requireNonNull(originMeters).exchange(status, forwarding.nanosSinceLease());
        if (!failover.criteria().contains(status)) {
            throw new IllegalStateException("not withheld: " + status);
        }
        failOver(null);
    }

    /** No further attempt is made there: the viewer is cut off, or the group's second member is asked, or a page is sent. */
    void fail(Failure failure) {
        forwarding.abandon();
        OriginMeters meters = originMeters;
        if (meters != null) {
            meters.failed(failure.label());
        }
        if (forwarding.isResponseStarted()) {
            record.failed(failure, record.status);
            viewer().cut();
            end();
        } else if (failover.isDueOn(failure)) {
            failOver(failure);
        } else {
            record.failed(failure, failure.status());
            record.firstByteNanos = System.nanoTime() - startNanos;
            viewer().sendPage(failure, snapshot().edge(), record.requestId);
            end();
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

    // Step 10: record.

    void succeed() {
        record.succeeded();
        Objects.requireNonNull(originMeters).exchange(record.status, forwarding.nanosSinceLease());
        viewer().sendEnd();
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
                snapshot().edge());
    }

    /** The way of a response; {@code redoable} as there. */
    ResponseRelay.Way way(OriginConnection from, boolean redoable) {
        return new ResponseRelay.Way(from, viewer(), snapshot(), startNanos, redoable, withheld());
    }

    void reset() {
        record.reset();
        viewer = null;
        if (use != null) {
            use.end();
            use = null;
        }
        originMeters = null;
        failover.reset();
        forwarding.reset();
    }
}
