package dev.countersign.core.exchange;

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
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The origin's half of an exchange, from the admitted request to the last byte of its response: lease, forward, respond,
 * and begin anew where a rule allows it. Ends in {@link Exchange#succeed} or {@link Exchange#fail}. Belongs to one exchange;
 * reused with it.
 */
final class Forwarding implements LeaseListener {
    private final Exchange exchange;
    private final Worker worker;
    private final Head request;
    private final ExchangeRecord record;
    private final OriginSide origin;
    private final ResponseRelay response;
    private final IdentityTurn identity;

    private @Nullable LeaseRequest wish;
    private boolean contentFlows;
    private boolean bodyEnded;
    private boolean continueSaid;
    private long bodyBytes;

    Forwarding(Exchange exchange, Worker worker, ExchangeRecord record, Head request) {
        this.exchange = exchange;
        this.worker = worker;
        this.request = request;
        this.record = record;
        this.origin = new OriginSide(worker.deadlines(), () -> ranOut(Failure.ORIGIN_COMPLETION_TIMEOUT));
        this.response = new ResponseRelay(request, record, worker.pools());
        this.identity = new IdentityTurn(worker.warnings());
    }

    // Step 6: a connection to go on.

    /** The request may go there. */
    void begin(Permit granted) {
        identity.begin(granted);
        response.forget();
        origin.begin(granted.origin());
        lease(granted.isWebSocket()); // sent once: not on a connection that may have ended meanwhile
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
        MtlsOutcome outcome = failure.outcome();
        if (outcome != null) {
            record.fallback = identity.isUnderFallback();
            if (beginsUnderOtherIdentity(outcome)) {
                return;
            }
        }
        if (RetryRule.afterLeaseFailure(failure.failure(), record.attemptsAtOrigin, attempts())) {
            again(failure.failure());
        } else {
            exchange.fail(failure.failure());
        }
    }

    /** The one that was spent on the other identity is not one of those that were configured. */
    private int attempts() {
        return permit().origin().config().connectionAttempts() + (identity.hasTurned() ? 1 : 0);
    }

    // Step 8: forward.

    @Override
    public void leased(OriginConnection connection) {
        wish = null;
        contentFlows = false;
        Permit granted = permit();
        origin.attach(connection, request, granted.origin().readTimeoutNanos());
        identity.leased(connection);
        record.leased(
                connection.logFragment(), connection.isReused(), connection.dnsNanos(), connection.connectNanos());
        record.fallback = identity.isUnderFallback();
        response.expect(exchange.snapshot().limits().originResponseHeadBytes());
        origin.sendHead(connection, request, exchange.facts(granted), worker.scratch());
        if (request.hasContent()) {
            forwardContent(connection);
        }
    }

    /** What the viewer has sent meanwhile goes behind all that is sent here, also where the connection is full for a moment. */
    private void forwardContent(OriginConnection connection) {
        ByteBuf sentBefore = identity.toSendAgain();
        if (sentBefore != null) {
            origin.sendContent(connection, sentBefore);
        }
        if (bodyEnded) {
            origin.sendEnd();
            return;
        }
        contentFlows = true;
        exchange.viewer().takeBody(connection.isWritable());
        if (origin.connection() == connection && bodyBytes == 0) {
            sayContinue();
        }
    }

    /** A viewer may wait to be told that its body is wanted; now it is known that there is somebody to take it. */
    private void sayContinue() {
        if (!continueSaid && request.minorVersion() > 0 && request.first(Field.EXPECT) >= 0) {
            continueSaid = true;
            exchange.viewer().sendContinue();
        }
    }

    /** Content of the request; takes the buffer over. */
    void requestData(ByteBuf content) {
        OriginConnection connection = origin.connection();
        if (connection == null) {
            content.release();
            return;
        }
        int size = content.readableBytes();
        bodyBytes += size;
        record.requestBytes += size;
        if (bodyBytes > exchange.snapshot().limits().requestBodyBytes()) {
            content.release();
            exchange.fail(Failure.BODY_TOO_LARGE);
            return;
        }
        identity.sending(content, connection);
        if (!origin.sendContent(connection, content)) {
            exchange.viewer().takeBody(false);
        }
    }

    /** The request's body is complete. */
    void requestEnd() {
        bodyEnded = true;
        origin.sendEnd();
    }

    /** What the viewer sent in one go has been handed over. */
    void requestReadComplete() {
        OriginConnection connection = origin.connection();
        if (connection != null) {
            connection.flush();
        }
    }

    @Override
    public void originWritabilityChanged() {
        OriginConnection connection = origin.connection();
        if (connection != null && contentFlows && !origin.isRequestComplete()) {
            origin.watch();
            exchange.viewer().takeBody(connection.isWritable());
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
            OriginConnection connection = origin.connection();
            if (connection != null) {
                relay(connection, bytes);
            }
        } finally {
            bytes.release();
        }
    }

    private void relay(OriginConnection connection, ByteBuf bytes) {
        ResponseRelay.Progress progress = response.relay(bytes, way(connection));
        if (identity.isVerdictPending() && response.isStarted()) {
            answered();
        }
        if (progress instanceof ResponseRelay.Complete) {
            responded(bytes.isReadable());
        } else if (progress instanceof ResponseRelay.Refused refused) {
            record.errorMessage = refused.detail();
            exchange.fail(refused.failure());
        } else if (progress instanceof ResponseRelay.Complained) {
            complained(connection);
        } else if (progress instanceof ResponseRelay.Withheld withheld) {
            letGo(connection, withheld.complete(), bytes.isReadable());
            withheld(connection, withheld.status());
        } else if (progress instanceof ResponseRelay.Switched switched) {
            origin.detach();
            origin.end();
            exchange.tunnel(connection, switched.response(), bytes.readRetainedSlice(bytes.readableBytes()));
        } else {
            holdOriginBack();
        }
    }

    private ResponseRelay.Way way(OriginConnection connection) {
        return exchange.way(connection, identity.isVerdictPending() && identity.mayTurn());
    }

    /** A 400 without content to look at is no word on the certificate, for or against. */
    private void answered() {
        MtlsOutcome outcome = Objects.requireNonNull(record.outcome);
        if (outcome.blamesIdentity() || record.originStatus != CertificateComplaint.STATUS) {
            identity.judged(outcome);
        }
    }

    private void complained(OriginConnection connection) {
        record.outcome = MtlsOutcome.Plain.REJECTED_HTTP;
        connection.judged(true);
        origin.detach();
        connection.close();
        if (!beginsUnderOtherIdentity(MtlsOutcome.Plain.REJECTED_HTTP)) {
            throw new IllegalStateException("a complaint is held only where the request can be sent again");
        }
    }

    private void withheld(OriginConnection connection, int status) {
        record.originStatus = status;
        record.outcome = connection.outcome();
        if (identity.isVerdictPending()) {
            answered();
        }
        exchange.withheld(status);
    }

    private void holdOriginBack() {
        if (response.isStarted() && !exchange.viewer().isWritable()) {
            exchange.viewer().flush();
            origin.hold(exchange.isOpen() && !exchange.viewer().isWritable());
        }
    }

    /** The viewer can take more. */
    void viewerWritable() {
        origin.hold(false);
    }

    @Override
    public void originReadComplete() {
        if (exchange.isOpen() && response.isStarted()) {
            exchange.viewer().flush();
        }
    }

    private void responded(boolean bytesBehind) {
        record.originLastByteNanos = origin.nanosSinceLease();
        letGo(Objects.requireNonNull(origin.connection()), true, bytesBehind);
        exchange.succeed();
    }

    private void letGo(OriginConnection connection, boolean complete, boolean bytesBehind) {
        origin.detach();
        // An origin that was offered another protocol may still take its connection for that.
        boolean requestComplete = origin.isRequestComplete() && !permit().isWebSocket();
        response.leave(connection, complete, requestComplete, bytesBehind);
    }

    // What goes wrong on the way, and whether it begins anew.

    @Override
    public void originTimedOut() {
        ranOut(Failure.ORIGIN_READ_TIMEOUT);
    }

    private void ranOut(Failure failure) {
        OriginConnection connection = origin.detach();
        if (connection != null) {
            record.outcome = connection.outcome();
            connection.close();
            if (response.breakOff(way(connection)) instanceof ResponseRelay.Withheld withheld) {
                withheld(connection, withheld.status());
                return;
            }
        }
        silence(failure);
    }

    @Override
    public void originClosed(boolean orderly, @Nullable Throwable cause) {
        OriginConnection connection = origin.detach();
        if (connection == null) {
            return;
        }
        record.lost(connection.logFragment(), connection.outcome());
        if (!response.hasBegun() && beginsUnderOtherIdentity(connection.outcome())) {
            return;
        }
        if (response.breakOff(way(connection)) instanceof ResponseRelay.Withheld withheld) {
            withheld(connection, withheld.status());
            return;
        }
        boolean plainEnd = !permit().secure() && cause == null;
        if (response.endsAtClose() && (orderly || plainEnd)) {
            record.originLastByteNanos = origin.nanosSinceLease();
            exchange.succeed();
            return;
        }
        record.errorMessage = CauseText.of(cause);
        silence(
                response.hasBegun()
                        ? Failure.ORIGIN_CLOSED
                        : OriginFailure.of(connection.outcome(), origin.isRequestComplete()));
    }

    private void silence(Failure failure) {
        if (!permit().isWebSocket()
                && !response.hasBegun()
                && RetryRule.afterSilence(failure, request, record.attemptsAtOrigin, attempts())) {
            again(failure);
        } else {
            exchange.fail(failure);
        }
    }

    private void again(Failure failure) {
        record.again(failure);
        lease(true);
    }

    /** What there is of the request's body waits with the viewer, or is sent again. */
    private boolean beginsUnderOtherIdentity(MtlsOutcome outcome) {
        if (!outcome.blamesIdentity()) {
            return false;
        }
        identity.judged(outcome);
        if (!identity.turn()) {
            return false;
        }
        record.again(null);
        if (request.hasContent() && !bodyEnded) {
            exchange.viewer().takeBody(false);
        }
        lease(true);
        return true;
    }

    /** Lets go of the origin, whatever was under way, and of the time it has. */
    void abandon() {
        origin.end();
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

    /** The viewer has been sent the final head. */
    boolean isResponseStarted() {
        return response.isStarted();
    }

    long nanosSinceLease() {
        return origin.nanosSinceLease();
    }

    private Permit permit() {
        return Objects.requireNonNull(identity.permit());
    }

    void reset() {
        identity.reset();
        origin.end();
        response.forget();
        wish = null;
        contentFlows = false;
        bodyEnded = false;
        continueSaid = false;
        bodyBytes = 0;
    }
}
