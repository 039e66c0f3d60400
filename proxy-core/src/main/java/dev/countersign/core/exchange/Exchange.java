package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.failure.CauseText;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.origin.LeaseFailure;
import dev.countersign.core.origin.LeaseListener;
import dev.countersign.core.origin.LeaseRequest;
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
public final class Exchange implements LeaseListener {
    private final Worker worker;
    private final ExchangeRecord record = new ExchangeRecord();
    private final Head request = new Head();
    private final OriginSide origin = new OriginSide();
    private final ResponseRelay response = new ResponseRelay(request, record);

    private @Nullable ViewerStream viewer;
    private @Nullable SnapshotUse use;
    private @Nullable Permit permit;
    private @Nullable LeaseRequest wish;
    private byte[] viewerAddress = {};
    private long bodyBytes;
    private long startNanos;

    Exchange(Worker worker) {
        this.worker = worker;
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
        admit(Routing.decide(snapshot(), request, from.secure(), record, worker.scratch()));
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
            permit = granted;
            if (request.contentLength() > snapshot().limits().requestBodyBytes()) {
                refuse(Failure.BODY_TOO_LARGE);
            } else {
                lease(false);
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

    /** {@code fresh}: after a connection failed it, a request is not tried on one that is as old. */
    private void lease(boolean fresh) {
        LeaseRequest open = worker.pools().lease(permit(), fresh, this);
        if (open != null) {
            wish = open; // otherwise this object may already be about another request
        }
    }

    @Override
    public void leaseFailed(LeaseFailure failure) {
        wish = null;
        record.attemptFailed(failure.outcome(), failure.cause(), failure.address(), failure.handshake());
        if (RetryRule.afterLeaseFailure(failure.failure(), record.originAttempts, attempts())) {
            lease(true);
        } else {
            fail(failure.failure());
        }
    }

    private int attempts() {
        return permit().origin().config().connectionAttempts();
    }

    // Step 8: forward.

    @Override
    public void leased(OriginConnection connection) {
        wish = null;
        Permit granted = permit();
        origin.attach(connection, request, granted.origin().readTimeoutNanos());
        record.leased(
                connection.logFragment(), connection.isReused(), connection.dnsNanos(), connection.connectNanos());
        response.expect(snapshot().limits().originResponseHeadBytes());
        RequestHeadPolicy.Facts facts = new RequestHeadPolicy.Facts(
                granted.origin(),
                granted.secure(),
                viewerAddress,
                record.requestId,
                snapshot().edge());
        origin.sendHead(connection, request, facts, worker.scratch());
        if (request.hasContent()) {
            viewer().takeBody(true);
            sayContinue();
        }
    }

    /** A viewer may wait to be told that its body is wanted; now it is known that there is somebody to take it. */
    private void sayContinue() {
        if (viewer != null && bodyBytes == 0 && request.minorVersion() > 0 && request.first(Field.EXPECT) >= 0) {
            viewer().sendContinue();
        }
    }

    /** Content of the request; takes the buffer over. */
    public void requestData(ByteBuf content) {
        OriginConnection connection = origin.connection();
        if (connection == null) {
            content.release();
            return;
        }
        int size = content.readableBytes();
        bodyBytes += size;
        record.requestBytes += size;
        if (bodyBytes > snapshot().limits().requestBodyBytes()) {
            content.release();
            fail(Failure.BODY_TOO_LARGE);
        } else if (!origin.sendContent(connection, content)) {
            viewer().takeBody(false);
        }
    }

    /** The request's body is complete. */
    public void requestEnd() {
        origin.sendEnd();
    }

    /** What the viewer sent in one go has been handed over. */
    public void requestReadComplete() {
        OriginConnection connection = origin.connection();
        if (connection != null) {
            connection.flush();
        }
    }

    @Override
    public void originWritabilityChanged() {
        OriginConnection connection = origin.connection();
        if (connection != null && !origin.isRequestComplete()) {
            origin.watch();
            viewer().takeBody(connection.isWritable());
        }
    }

    // Step 9: respond.

    @Override
    public void originBytes(ByteBuf bytes) {
        try {
            if (record.originFirstByteNanos < 0) {
                record.originFirstByteNanos = origin.nanosSinceLease();
            }
            origin.watch();
            relay(bytes);
        } finally {
            bytes.release();
        }
    }

    private void relay(ByteBuf bytes) {
        OriginConnection connection = origin.connection();
        if (connection == null) {
            return;
        }
        ResponseRelay.Progress progress =
                response.relay(bytes, new ResponseRelay.Way(connection, viewer(), snapshot(), startNanos));
        if (progress instanceof ResponseRelay.Complete) {
            responded(bytes.isReadable());
        } else if (progress instanceof ResponseRelay.Refused refused) {
            record.errorMessage = refused.detail();
            fail(refused.failure());
        } else {
            holdOriginBack();
        }
    }

    private void holdOriginBack() {
        if (response.isStarted() && !viewer().isWritable()) {
            viewer().flush();
            origin.hold(viewer != null && !viewer().isWritable());
        }
    }

    /** The viewer can take more. */
    public void viewerWritable() {
        origin.hold(false);
    }

    @Override
    public void originReadComplete() {
        if (viewer != null && response.isStarted()) {
            viewer().flush();
        }
    }

    private void responded(boolean bytesBehind) {
        record.originLastByteNanos = origin.nanosSinceLease();
        boolean reusable = response.leavesConnectionFit(origin.isRequestComplete(), bytesBehind);
        OriginConnection connection = Objects.requireNonNull(origin.detach());
        if (reusable) {
            connection.release();
        } else {
            connection.close();
        }
        succeed();
    }

    // What goes wrong on the way.

    @Override
    public void originTimedOut() {
        OriginConnection connection = origin.detach();
        if (connection != null) {
            record.outcome = connection.outcome();
            connection.close();
            silence(Failure.ORIGIN_READ_TIMEOUT);
        }
    }

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        OriginConnection connection = origin.detach();
        if (connection == null) {
            return;
        }
        record.lost(connection.logFragment(), connection.outcome());
        boolean plainEnd = !permit().secure() && cause == null;
        if (response.endsAtClose() && (orderly || plainEnd)) {
            record.originLastByteNanos = origin.nanosSinceLease();
            succeed();
            return;
        }
        record.errorMessage = CauseText.of(cause);
        silence(
                response.hasBegun()
                        ? Failure.ORIGIN_CLOSED
                        : OriginFailure.of(connection.outcome(), origin.isRequestComplete()));
    }

    private void silence(Failure failure) {
        if (!response.hasBegun() && RetryRule.afterSilence(failure, request, record.originAttempts, attempts())) {
            lease(true);
        } else {
            fail(failure);
        }
    }

    /** The viewer's connection is gone, or too slow to be worth keeping. */
    public void viewerLeft(Failure failure) {
        abandonOrigin();
        record.failed(failure, response.isStarted() ? record.status : 0);
        end();
    }

    /** The request's body is not legal, or did not come in time. */
    public void requestFailed(Failure failure, String detail) {
        record.errorMessage = detail;
        fail(failure);
    }

    private void fail(Failure failure) {
        abandonOrigin();
        if (permit != null) {
            permit().origin().meters().failed(failure.label());
        }
        if (response.isStarted()) {
            record.failed(failure, record.status);
            viewer().cut();
        } else {
            record.failed(failure, failure.status());
            record.firstByteNanos = System.nanoTime() - startNanos;
            viewer().sendPage(failure, snapshot().edge(), record.requestId);
        }
        end();
    }

    private void abandonOrigin() {
        LeaseRequest open = wish;
        if (open != null) {
            wish = null;
            open.withdraw();
        }
        OriginConnection connection = origin.detach();
        if (connection != null) {
            record.lost(connection.logFragment(), connection.outcome());
            connection.close();
        }
    }

    // Step 10: record.

    private void succeed() {
        record.succeeded();
        permit().origin().meters().exchange(record.status, origin.nanosSinceLease());
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

    private ViewerStream viewer() {
        return Objects.requireNonNull(viewer);
    }

    private Snapshot snapshot() {
        return Objects.requireNonNull(use).snapshot();
    }

    private Permit permit() {
        return Objects.requireNonNull(permit);
    }

    void reset() {
        record.reset();
        viewer = null;
        if (use != null) {
            use.end();
            use = null;
        }
        permit = null;
        wish = null;
        response.forget();
        bodyBytes = 0;
    }
}
