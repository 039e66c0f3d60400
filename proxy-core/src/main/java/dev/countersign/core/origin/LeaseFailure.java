package dev.countersign.core.origin;

import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.log.ConnectTimes;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import org.jspecify.annotations.Nullable;

/**
 * Why there is no connection.
 *
 * @param outcome null when the origin is at its limit, and none was tried
 * @param handshake as far as it came; null when it never began
 * @param address where the attempt went, {@code 192.0.2.1:443}; null when it was never known
 * @param times as far as it came
 * @param cause for the log's error message; null when the outcome says all
 */
public record LeaseFailure(
        Failure failure,
        @Nullable MtlsOutcome outcome,
        @Nullable OriginHandshake handshake,
        @Nullable String address,
        ConnectTimes times,
        @Nullable String cause) {
    /** No attempt was made: the origin is at its limit. */
    static LeaseFailure busy() {
        return new LeaseFailure(Failure.ORIGIN_BUSY, null, null, null, ConnectTimes.NONE, null);
    }

    /** None was tried: it would have been rejected as the last ones were. */
    static LeaseFailure of(RejectionBackoff.Held held) {
        MtlsOutcome outcome = new MtlsOutcome.BackingOff(held.outcome());
        String next = held.nanosLeft() > 0
                ? "the next is tried after " + RejectionBackoff.seconds(held.nanosLeft())
                : "one is being tried now";
        return new LeaseFailure(
                OriginFailure.of(outcome),
                outcome,
                null,
                null,
                ConnectTimes.NONE,
                "no handshake was made: the last " + held.times() + " were rejected, most recently with "
                        + held.outcome().label() + "; " + next);
    }
}
