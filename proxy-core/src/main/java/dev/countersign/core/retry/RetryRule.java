package dev.countersign.core.retry;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;

/**
 * Try again? Before the request left, any request may; after it did, only GET and HEAD without a body, and never once a
 * response byte has come (RFC 9110 section 9.2.2; CloudFront, "Origin settings", connection attempts). A verdict on a
 * certificate, ours or the origin's, does not change by asking again.
 */
final class RetryRule {
    private RetryRule() {}

    /** No connection came about. */
    static boolean afterLeaseFailure(Failure failure, int attempts, int limit) {
        return attempts < limit
                && switch (failure) {
                    case ORIGIN_CONNECT_FAILED, ORIGIN_CONNECT_TIMEOUT, ORIGIN_TLS_TIMEOUT, ORIGIN_CLOSED -> true;
                    default -> false;
                };
    }

    /** The connection ended, or stayed silent too long, with the request on it and no response byte. */
    static boolean afterSilence(Failure failure, Head request, int attempts, int limit) {
        boolean repeatable =
                (request.method() == Method.GET || request.method() == Method.HEAD) && !request.hasContent();
        return attempts < limit
                && repeatable
                && switch (failure) {
                    case ORIGIN_CLOSED, ORIGIN_READ_TIMEOUT -> true;
                    default -> false;
                };
    }
}
