package dev.countersign.core.log;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Head;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange leaves for the access log: filled while it runs, encoded once at its end, then reset and reused.
 * Belongs to one event loop. Facts that never came about are null, or -1 for times and counts.
 *
 * <p>Facts that many exchanges share are encoded once, by {@link LogFragments}, where they arise: per viewer connection,
 * per behavior of a snapshot, per origin connection.
 */
public final class ExchangeRecord {
    private static final byte[] NONE = {};
    private static final int FIRST_ERROR_STATUS = 400;

    /** Number of the snapshot the exchange runs under. */
    public long snapshot;

    /** Of the viewer's connection: client address and port, listener, TLS. */
    public byte[] viewerFragment = NONE;

    /** The origin that was asked last, by its id; empty where none was found. */
    String origin = "";

    /** Of the route: edge location, distribution, behavior, origin. */
    public byte @Nullable [] routeFragment;

    /** Of the origin connection: address, TLS and client-certificate facts. */
    public byte @Nullable [] originFragment;

    /** The request as received; null when it never parsed. */
    public @Nullable Head request;

    /** The origin's response; null when there was none. */
    public @Nullable Head response;

    /** 24 ASCII characters, the value of X-Amz-Cf-Id. */
    public byte[] requestId = NONE;

    public boolean secure;

    /** The origin is asked to go on as a WebSocket. */
    public boolean webSocket;

    /** Wall clock at the first byte of the request head, epoch milliseconds. */
    public long startMillis;

    public long durationNanos;
    public long firstByteNanos;
    public int status;
    public long requestBytes;
    public long responseBytes;
    public @Nullable String resultType;
    public @Nullable String responseResultType;
    public @Nullable String detailedResultType;
    public @Nullable String errorType;
    public @Nullable String errorMessage;

    /** Over all origins. */
    public int originAttempts;

    /** Of them, at the origin that was asked last. */
    public int attemptsAtOrigin;

    /** Why the second member of an origin group was asked: a failure's label, or {@code status_503}. */
    public @Nullable String failoverReason;

    final AttemptHistory history = new AttemptHistory();

    public int originStatus;
    public boolean originReused;
    public long originDnsNanos;
    public long originConnectNanos;
    public long originFirstByteNanos;
    public long originLastByteNanos;
    public @Nullable MtlsOutcome outcome;

    /** The last attempt went under the origin's fallback identity. */
    public boolean fallback;

    public ExchangeRecord() {
        reset();
    }

    /** A behavior, and its origin, was found. */
    public void goesTo(byte[] route, String originId) {
        routeFragment = route;
        origin = originId;
    }

    /** An attempt brought no connection: as far as it came, it is what the log says of the origin. */
    public void attemptFailed(
            @Nullable MtlsOutcome came,
            @Nullable String cause,
            @Nullable String address,
            @Nullable OriginHandshake handshake,
            ConnectTimes times) {
        if (came != null) {
            if (!(came instanceof MtlsOutcome.BackingOff)) {
                originAttempts++;
                attemptsAtOrigin++;
            }
            outcome = came;
            errorMessage = cause == null ? came.label() : cause;
            forgetConnection();
            spent(times);
        }
        if (address != null) {
            originFragment = LogFragments.origin(address, handshake);
        }
    }

    /** What an earlier attempt's connection was says nothing of the next one. */
    private void forgetConnection() {
        originFragment = null;
        originReused = false;
        spent(ConnectTimes.NONE);
    }

    /** A connection was leased. Look-up and connect count for the exchange that caused them. */
    public void leased(byte[] fragment, boolean reused, ConnectTimes times) {
        originAttempts++;
        attemptsAtOrigin++;
        errorMessage = null; // of an attempt that is made good
        outcome = null; // this connection's is not known before a response
        originFragment = fragment;
        originReused = reused;
        spent(reused ? ConnectTimes.NONE : times);
    }

    private void spent(ConnectTimes times) {
        originDnsNanos = times.dnsNanos();
        originConnectNanos = times.connectNanos();
    }

    /** The origin's final head came, {@code sinceStartNanos} after the request began. */
    public void responded(Head head, long sinceStartNanos, MtlsOutcome came) {
        response = head;
        originStatus = head.status();
        status = head.status();
        firstByteNanos = sinceStartNanos;
        outcome = came;
    }

    /** The connection ended before the response did; what a late verdict added to its facts is in {@code fragment}. */
    public void lost(byte[] fragment, MtlsOutcome came) {
        originFragment = fragment;
        if (outcome != MtlsOutcome.Plain.REJECTED_HTTP) {
            outcome = came;
        }
    }

    /**
     * The request is sent once more: what came of the last attempt is history, and says nothing of the response.
     *
     * @param failure what ended it; null where its outcome or its status says that
     */
    public void again(@Nullable Failure failure) {
        history.add(this, failure == null ? null : failure.label());
        outcome = null;
        originStatus = 0;
        originFirstByteNanos = -1;
    }

    /** As {@link #again}, but another origin is asked. */
    public void failedOver(@Nullable Failure failure, byte[] route, String originId) {
        failoverReason = failure == null ? "status_" + originStatus : failure.label();
        again(failure);
        goesTo(route, originId);
        forgetConnection();
        attemptsAtOrigin = 0;
        errorMessage = null;
        fallback = false;
    }

    /** CloudFront calls every 4xx and 5xx an error, whoever made it. */
    public void succeeded() {
        errorMessage = null; // of an attempt that was made good
        resultType = status >= FIRST_ERROR_STATUS ? "Error" : "Miss";
        responseResultType = resultType;
        detailedResultType = resultType;
    }

    /** A WebSocket ended, which CloudFront calls a miss; {@code why} is null where one side ended it in order. */
    public void tunnelled(@Nullable Failure why) {
        succeeded();
        if (why != null) {
            errorType = why.label();
            errorMessage = why.detail();
        }
    }

    public void redirected(int with) {
        status = with;
        resultType = "Redirect";
        responseResultType = resultType;
        detailedResultType = resultType;
    }

    /** {@code told} is the status the viewer got; 0 for none. The first cause wins. */
    public void failed(Failure failure, int told) {
        status = told;
        if (errorType != null) {
            return;
        }
        errorType = failure.label();
        if (errorMessage == null) {
            errorMessage = failure.detail();
        }
        resultType = failure.resultType();
        responseResultType = resultType;
        detailedResultType = failure.detailedResultType();
    }

    /** What the viewer got is another response, under status {@code told}: what failed before remains what failed. */
    public void sentPage(ExchangeRecord page, int told) {
        status = told;
        response = page.response;
        firstByteNanos = page.firstByteNanos;
    }

    /** There was to be a page instead of the error, but it did not come. */
    public void withoutPage(String why) {
        String sentence = "the error page could not be fetched: " + why;
        errorMessage = errorMessage == null ? sentence : errorMessage + "; " + sentence;
    }

    public void reset() {
        snapshot = 0;
        viewerFragment = NONE;
        routeFragment = null;
        origin = "";
        originFragment = null;
        request = null;
        response = null;
        requestId = NONE;
        secure = false;
        webSocket = false;
        startMillis = 0;
        durationNanos = -1;
        firstByteNanos = -1;
        status = 0;
        requestBytes = 0;
        responseBytes = 0;
        resultType = null;
        responseResultType = null;
        detailedResultType = null;
        errorType = null;
        errorMessage = null;
        originAttempts = 0;
        attemptsAtOrigin = 0;
        failoverReason = null;
        history.clear();
        originStatus = 0;
        originReused = false;
        originDnsNanos = -1;
        originConnectNanos = -1;
        originFirstByteNanos = -1;
        originLastByteNanos = -1;
        outcome = null;
        fallback = false;
    }
}
