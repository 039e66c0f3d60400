package dev.countersign.core.exchange;

import dev.countersign.core.admit.Admission;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Behavior;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.http.BodyFraming;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.ChunkWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.origin.LeaseFailure;
import dev.countersign.core.origin.LeaseListener;
import dev.countersign.core.origin.LeaseRequest;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.snapshot.DistributionRoutes;
import dev.countersign.core.snapshot.Snapshot;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the head that was read to the line that is logged: route, admit, lease, forward,
 * respond, record. Every way through ends in {@link #end}. Belongs to one event loop; reused.
 */
public final class Exchange implements LeaseListener {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int CONTINUE = 100;
    private static final int FIRST_ERROR_STATUS = 400;

    private final Worker worker;
    private final ExchangeRecord record = new ExchangeRecord();
    private final Head request = new Head();
    private final ResponseReader response = new ResponseReader();

    private @Nullable ViewerStream viewer;
    private @Nullable Snapshot snapshot;
    private byte[] viewerAddress = {};
    private @Nullable Permit permit;
    private @Nullable LeaseRequest wish;
    private @Nullable OriginConnection origin;
    private boolean originHeld;
    private boolean viewerWaitsForContinue;
    private boolean requestComplete;
    private boolean responseStarted;
    private long bodyBytes;
    private long startNanos;
    private long leasedNanos;

    Exchange(Worker worker) {
        this.worker = worker;
    }

    /** The head to parse the request into, before {@link #begin}. */
    public Head request() {
        return request;
    }

    /** What an exchange is told about the viewer's connection. */
    public record Viewer(byte[] logFragment, byte[] address, boolean secure) {}

    /** Marks the first byte of the request; before it is known whether the head is legal. */
    public void clock() {
        startNanos = System.nanoTime();
        record.startMillis = System.currentTimeMillis();
    }

    // Steps 4 to 6: where does it go, may it go, a connection to go on.

    /** A legal head was read. */
    public void begin(ViewerStream stream, Viewer from) {
        Snapshot now = open(stream, from);
        record.request = request;
        record.requestBytes = request.length();
        requestComplete = request.framing() == BodyFraming.NONE;
        viewerWaitsForContinue = !requestComplete && request.minorVersion() > 0 && request.first(Field.EXPECT) >= 0;
        Optional<DistributionRoutes> found =
                now.hosts().lookup(request.bytes(), request.hostStart(), request.hostEnd());
        if (found.isEmpty()) {
            refuse(Failure.UNKNOWN_HOST);
            return;
        }
        DistributionRoutes routes = found.orElseThrow();
        Behavior behavior =
                routes.behaviors().lookup(request.bytes(), request.pathStart(), request.pathEnd(), worker.scratch());
        record.routeFragment = behavior.logFragment();
        if (!routes.enabled()) {
            refuse(Failure.DISTRIBUTION_DISABLED);
            return;
        }
        admit(behavior, from.secure(), now);
    }

    /** A head was read that is not legal. */
    public void beginMalformed(ViewerStream stream, Viewer from, Failure failure, String detail) {
        open(stream, from);
        record.errorMessage = detail;
        refuse(failure);
    }

    private Snapshot open(ViewerStream stream, Viewer from) {
        Snapshot now = worker.snapshot();
        viewer = stream;
        snapshot = now;
        viewerAddress = from.address();
        record.snapshot = now.number();
        record.viewerFragment = from.logFragment();
        record.secure = from.secure();
        record.requestId = worker.nextRequestId();
        return now;
    }

    private void admit(Behavior behavior, boolean secure, Snapshot now) {
        Admission.Answer answer = Admission.decide(request, behavior, secure);
        if (answer instanceof Admission.Refused refused) {
            if (refused.failure() == Failure.WEBSOCKET_REFUSED || refused.failure() == Failure.GRPC_REFUSED) {
                record.outcome = MtlsOutcome.Plain.PROTOCOL_REFUSED;
            }
            refuse(refused.failure());
        } else if (answer instanceof Admission.Redirected redirected) {
            redirect(redirected.status());
        } else if (answer instanceof Permit granted) {
            permit = granted;
            if (request.contentLength() > now.limits().requestBodyBytes()) {
                refuse(Failure.BODY_TOO_LARGE);
            } else {
                lease(granted);
            }
        }
    }

    private void refuse(Failure failure) {
        if (failure.status() > 0) {
            worker.meters().refused(failure.label());
        }
        fail(failure);
    }

    private void lease(Permit granted) {
        wish = worker.pools().lease(granted, this);
    }

    @Override
    public void leaseFailed(LeaseFailure failure) {
        wish = null;
        MtlsOutcome outcome = failure.outcome();
        if (outcome != null) {
            record.originAttempts++;
            record.outcome = outcome;
            record.errorMessage = failure.cause() == null ? outcome.label() : failure.cause();
        }
        record.describeAttempt(failure.address(), failure.handshake());
        Permit granted = permit;
        if (granted != null && RetryRule.afterLeaseFailure(failure.failure(), record.originAttempts, attempts())) {
            lease(granted);
        } else {
            fail(failure.failure());
        }
    }

    private int attempts() {
        Permit granted = permit;
        return granted == null ? 1 : granted.origin().config().connectionAttempts();
    }

    // Step 8: forward.

    @Override
    public void leased(OriginConnection connection) {
        Permit granted = permit;
        Snapshot now = snapshot;
        ViewerStream stream = viewer;
        if (granted == null || now == null || stream == null) {
            throw new IllegalStateException("leased without a permit");
        }
        wish = null;
        origin = connection;
        leasedNanos = System.nanoTime();
        record.originAttempts++;
        record.originReused = connection.isReused();
        record.originFragment = connection.logFragment();
        if (!connection.isReused()) {
            record.originDnsNanos = connection.dnsNanos();
            record.originConnectNanos = connection.connectNanos();
        }
        response.start(now.limits().originResponseHeadBytes());
        ByteWriter head = worker.scratch();
        RequestHeadPolicy.write(
                request,
                new RequestHeadPolicy.Facts(
                        granted.origin(), granted.secure(), viewerAddress, record.requestId, now.edge()),
                head);
        ByteBuf bytes = connection.buffer(head.length());
        head.copyTo(bytes);
        connection.write(bytes);
        if (!requestComplete) {
            stream.takeBody(true);
        }
        if (viewerWaitsForContinue && bodyBytes == 0) {
            stream.sendContinue();
        }
        connection.flush();
        watchOrigin();
    }

    /** Content of the request; takes the buffer over. */
    public void requestData(ByteBuf content) {
        OriginConnection connection = origin;
        Snapshot now = snapshot;
        ViewerStream stream = viewer;
        if (connection == null || now == null || stream == null) {
            content.release();
            return;
        }
        int size = content.readableBytes();
        bodyBytes += size;
        record.requestBytes += size;
        if (bodyBytes > now.limits().requestBodyBytes()) {
            content.release();
            fail(Failure.BODY_TOO_LARGE);
            return;
        }
        if (request.framing() == BodyFraming.CHUNKED) {
            ByteBuf line = connection.buffer(ChunkWriter.MAX_SIZE_LINE);
            ChunkWriter.writeSizeLine(line, size);
            connection.write(line);
            connection.write(content);
            ByteBuf end = connection.buffer(2);
            ChunkWriter.writeEnd(end);
            connection.write(end);
        } else {
            connection.write(content);
        }
        if (!connection.isWritable()) {
            connection.flush();
            stream.takeBody(connection.isWritable());
        }
        watchOrigin();
    }

    /** The request's body is complete. */
    public void requestEnd() {
        requestComplete = true;
        OriginConnection connection = origin;
        if (connection != null) {
            if (request.framing() == BodyFraming.CHUNKED) {
                ByteBuf last = connection.buffer(ChunkWriter.LAST_LENGTH);
                ChunkWriter.writeLast(last);
                connection.write(last);
            }
            connection.flush();
            watchOrigin();
        }
    }

    /** What the viewer sent in one go has been handed over. */
    public void requestReadComplete() {
        OriginConnection connection = origin;
        if (connection != null && !requestComplete) {
            connection.flush();
        }
    }

    @Override
    public void originWritabilityChanged() {
        OriginConnection connection = origin;
        ViewerStream stream = viewer;
        if (connection != null && stream != null && !requestComplete) {
            watchOrigin();
            stream.takeBody(connection.isWritable());
        }
    }

    /** The origin has a time to read and to answer in; it does not run while we wait for the viewer. */
    private void watchOrigin() {
        OriginConnection connection = origin;
        Permit granted = permit;
        if (connection == null || granted == null) {
            return;
        }
        boolean viewerIsToSend = !requestComplete && connection.isWritable();
        if (originHeld || viewerIsToSend) {
            connection.deadline().clear();
        } else {
            connection.deadline().in(granted.origin().readTimeoutNanos());
        }
    }

    // Step 9: respond.

    @Override
    public void originBytes(ByteBuf bytes) {
        try {
            if (record.originFirstByteNanos < 0) {
                record.originFirstByteNanos = System.nanoTime() - leasedNanos;
            }
            watchOrigin();
            read(bytes);
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        OriginConnection connection = origin;
        ViewerStream stream = viewer;
        while (connection != null && stream != null && origin == connection) {
            switch (response.next(bytes, request.method())) {
                case NEED_MORE -> {
                    holdOriginBack(connection, stream);
                    return;
                }
                case INTERIM -> interim(stream);
                case HEAD -> head(connection, stream, bytes);
                case CONTENT -> {
                    responseStarted = true;
                    stream.sendBody(bytes.readRetainedSlice(response.contentLength()));
                }
                case END -> {
                    responded(connection, bytes.isReadable());
                    return;
                }
                case MALFORMED -> {
                    record.errorMessage = response.problem();
                    fail(response.isHeadTooLarge() ? Failure.ORIGIN_HEAD_TOO_LARGE : Failure.ORIGIN_INVALID_RESPONSE);
                    return;
                }
            }
        }
    }

    /** CloudFront passes no 100 on where it took Expect away, and takes a second one for an error. */
    private void interim(ViewerStream stream) {
        int status = response.head().status();
        if (status == SWITCHING_PROTOCOLS || response.interimCount() > ResponseReader.MAX_INTERIM) {
            record.errorMessage = "an interim response that was not asked for";
            fail(Failure.ORIGIN_INVALID_RESPONSE);
        } else if (status != CONTINUE && request.minorVersion() > 0) {
            ResponseHeadPolicy.edit(response.head(), BodyFraming.NONE);
            stream.sendInformational(response.head());
            stream.flush();
        }
    }

    private void head(OriginConnection connection, ViewerStream stream, ByteBuf bytes) {
        Snapshot now = snapshot;
        if (now == null) {
            return;
        }
        Head head = response.head();
        record.response = head;
        record.originStatus = head.status();
        record.status = head.status();
        record.firstByteNanos = System.nanoTime() - startNanos;
        record.outcome = connection.outcome();
        if (head.status() == CertificateComplaint.STATUS
                && connection.wasAskedForCertificate()
                && CertificateComplaint.isIn(bytes)) {
            record.outcome = MtlsOutcome.Plain.REJECTED_HTTP;
        }
        responseStarted = true;
        ResponseHeadPolicy.edit(head, response.framing());
        stream.sendHead(head, response.framing(), now.edge(), record.requestId);
    }

    private void holdOriginBack(OriginConnection connection, ViewerStream stream) {
        if (!stream.isWritable() && responseStarted) {
            stream.flush();
            originHeld = !stream.isWritable();
            connection.readMore(!originHeld);
            watchOrigin();
        }
    }

    /** The viewer can take more. */
    public void viewerWritable() {
        OriginConnection connection = origin;
        if (originHeld && connection != null) {
            originHeld = false;
            connection.readMore(true);
            watchOrigin();
        }
    }

    @Override
    public void originReadComplete() {
        ViewerStream stream = viewer;
        if (stream != null && responseStarted) {
            stream.flush();
        }
    }

    private void responded(OriginConnection connection, boolean bytesBehind) {
        record.originLastByteNanos = System.nanoTime() - leasedNanos;
        origin = null;
        if (OriginKeepAlive.mayCarryAnother(response.head(), response.framing(), requestComplete, bytesBehind)) {
            connection.release();
        } else {
            connection.close();
        }
        succeed();
    }

    // What goes wrong on the way.

    @Override
    public void originTimedOut() {
        OriginConnection connection = origin;
        if (connection != null) {
            origin = null;
            record.outcome = connection.outcome();
            connection.close();
            silence(Failure.ORIGIN_READ_TIMEOUT);
        }
    }

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        OriginConnection connection = origin;
        if (connection == null) {
            return;
        }
        origin = null;
        record.originFragment = connection.logFragment();
        record.outcome = connection.outcome();
        boolean plain = permit != null && !permit.secure();
        if (response.endsAtClose() && (orderly || (plain && cause == null))) {
            record.originLastByteNanos = System.nanoTime() - leasedNanos;
            succeed();
            return;
        }
        record.errorMessage = cause == null ? null : cause.getMessage();
        silence(response.hasBegun() ? Failure.ORIGIN_CLOSED : OriginFailure.of(connection.outcome()));
    }

    private void silence(Failure failure) {
        Permit granted = permit;
        if (granted != null
                && !response.hasBegun()
                && RetryRule.afterSilence(failure, request, record.originAttempts, attempts())) {
            lease(granted);
        } else {
            fail(failure);
        }
    }

    /** The viewer's connection is gone, or too slow to be worth keeping. */
    public void viewerLeft(Failure failure) {
        record.errorType = failure.label();
        record.errorMessage = failure.detail();
        record.detailedResultType = failure.detailedResultType();
        record.resultType = failure.resultType();
        if (!responseStarted) {
            record.status = 0;
        }
        abandonOrigin();
        end();
    }

    /** The request's body is not legal, or did not come in time. */
    public void requestFailed(Failure failure, String detail) {
        record.errorMessage = detail;
        fail(failure);
    }

    // Step 10: record. Every exchange ends in one of these.

    private void succeed() {
        boolean error = record.status >= FIRST_ERROR_STATUS;
        record.resultType = error ? "Error" : "Miss";
        record.detailedResultType = record.resultType;
        ViewerStream stream = viewer;
        if (stream != null) {
            stream.sendEnd();
        }
        Permit granted = permit;
        if (granted != null) {
            granted.origin().meters().exchange(record.status, System.nanoTime() - leasedNanos);
        }
        end();
    }

    private void redirect(int status) {
        record.status = status;
        record.resultType = "Redirect";
        record.detailedResultType = "Redirect";
        ViewerStream stream = viewer;
        Snapshot now = snapshot;
        if (stream != null && now != null) {
            stream.sendRedirect(status, request, now.edge(), record.requestId);
        }
        end();
    }

    private void fail(Failure failure) {
        abandonOrigin();
        record.errorType = failure.label();
        if (record.errorMessage == null) {
            record.errorMessage = failure.detail();
        }
        record.resultType = failure.resultType();
        record.detailedResultType = failure.detailedResultType();
        if (permit != null) {
            permit.origin().meters().failed(failure.label());
        }
        ViewerStream stream = viewer;
        Snapshot now = snapshot;
        if (stream != null && now != null) {
            if (responseStarted) {
                stream.cut();
            } else {
                record.status = failure.status();
                record.firstByteNanos = System.nanoTime() - startNanos;
                stream.sendPage(failure, now.edge(), record.requestId);
            }
        }
        end();
    }

    private void abandonOrigin() {
        LeaseRequest open = wish;
        if (open != null) {
            wish = null;
            open.withdraw();
        }
        OriginConnection connection = origin;
        if (connection != null) {
            origin = null;
            if (record.outcome == null) {
                record.outcome = connection.outcome();
            }
            connection.close();
        }
    }

    private void end() {
        ViewerStream stream = viewer;
        if (stream == null) {
            return;
        }
        stream.flush();
        record.durationNanos = System.nanoTime() - startNanos;
        record.responseBytes = stream.bytesSent();
        record.responseResultType = record.resultType;
        worker.meters().exchange(record.status, record.durationNanos);
        worker.retire(this);
        stream.exchangeEnded(); // last: it may begin another exchange, even in this object
    }

    ExchangeRecord record() {
        return record;
    }

    void reset() {
        record.reset();
        viewer = null;
        snapshot = null;
        permit = null;
        wish = null;
        origin = null;
        originHeld = false;
        viewerWaitsForContinue = false;
        requestComplete = false;
        responseStarted = false;
        bodyBytes = 0;
    }
}
