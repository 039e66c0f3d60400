package dev.countersign.core.retry;

import dev.countersign.core.admit.Permit;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.http.Head;
import dev.countersign.core.log.ExchangeRecord;
import dev.countersign.core.origin.LeaseFailure;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one request at one origin: as whom each of them goes, and whether there is another after what went wrong
 * with the last. That a next one is due is in the record before it is told. Belongs to one exchange; reused with it.
 */
public final class Attempts {
    private final ExchangeRecord record;
    private final Head request;
    private final IdentityTurn identity;

    /** {@code warnings} is told when the origin's other identity goes first from now on. */
    public Attempts(ExchangeRecord record, Head request, Consumer<String> warnings) {
        this.record = record;
        this.request = request;
        this.identity = new IdentityTurn(warnings);
    }

    /** A request was admitted, as always under the primary identity. */
    public void begin(Permit granted) {
        identity.begin(granted);
    }

    /** What to lease with now, once a request was admitted. */
    public Permit permit() {
        return Objects.requireNonNull(identity.permit());
    }

    /** The next attempt has its connection. */
    public void leased(OriginConnection connection) {
        identity.leased(connection);
        record.leased(connection.logFragment(), connection.isReused(), connection.connectTimes());
        record.fallback = identity.isUnderFallback();
    }

    /** Content of the request is about to be sent. */
    public void sending(ByteBuf content, OriginConnection to) {
        identity.sending(content, to);
    }

    /** Content that an earlier attempt has sent already, null for none; the caller's from now on. */
    public @Nullable ByteBuf toSendAgain() {
        return identity.toSendAgain();
    }

    /** What the origin thinks of the identity is not known yet, and something depends on it. */
    public boolean isVerdictPending() {
        return identity.isVerdictPending();
    }

    /** A rejection would be followed by an attempt under the other identity. */
    public boolean mayTurn() {
        return identity.isVerdictPending() && identity.mayTurn();
    }

    /** The origin's word on the identity is known, whatever becomes of the request. */
    public void judged(MtlsOutcome outcome) {
        identity.judged(outcome);
    }

    /**
     * No connection came about.
     *
     * @return there is another attempt
     */
    public boolean afterLeaseFailure(LeaseFailure failure) {
        MtlsOutcome outcome = failure.outcome();
        record.attemptFailed(outcome, failure.cause(), failure.address(), failure.handshake(), failure.times());
        if (outcome != null) {
            record.fallback = identity.isUnderFallback();
            if (afterRejection(outcome)) {
                return true;
            }
        }
        return RetryRule.afterLeaseFailure(failure.failure(), record.attemptsAtOrigin, limit())
                && again(failure.failure());
    }

    /**
     * The connection ended, or stayed silent too long, with the request on it and no response byte.
     *
     * @return there is another attempt
     */
    public boolean afterSilence(Failure failure) {
        return !permit().isWebSocket()
                && RetryRule.afterSilence(failure, request, record.attemptsAtOrigin, limit())
                && again(failure);
    }

    /**
     * The origin said something of the identity, before the viewer got anything of a response.
     *
     * @return it was a rejection, and there is another attempt, under the other identity
     */
    public boolean afterRejection(MtlsOutcome outcome) {
        if (!outcome.blamesIdentity()) {
            return false;
        }
        identity.judged(outcome);
        return identity.turn() && again(null);
    }

    private boolean again(@Nullable Failure failure) {
        record.again(failure);
        return true;
    }

    /** The one that was spent on the other identity is not one of those that were configured. */
    private int limit() {
        return permit().origin().config().connectionAttempts() + (identity.hasTurned() ? 1 : 0);
    }

    /** The request is over. */
    public void reset() {
        identity.reset();
    }
}
