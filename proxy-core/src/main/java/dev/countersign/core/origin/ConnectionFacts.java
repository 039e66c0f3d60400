package dev.countersign.core.origin;

import dev.countersign.core.log.LogFragments;
import dev.countersign.core.meter.OriginMeters;
import dev.countersign.core.tls.HandshakeResult;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.OriginHandshake;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one connection to an origin: its handshake, what came of the question of our certificate, and both as the
 * log tells them. Unconfirmed until the first response byte, which is the origin's yes.
 */
final class ConnectionFacts {
    private final Attempt attempt;
    private final OriginMeters meters;
    private @Nullable OriginHandshake handshake;
    private MtlsOutcome outcome = MtlsOutcome.Plain.NOT_TLS;
    private byte[] logFragment = {};
    private boolean confirmed;
    private boolean counted;

    ConnectionFacts(Attempt attempt) {
        this.attempt = attempt;
        this.meters = attempt.target().meters();
    }

    MtlsOutcome outcome() {
        return outcome;
    }

    byte[] logFragment() {
        return logFragment;
    }

    boolean wasAskedForCertificate() {
        OriginHandshake value = handshake;
        return value != null && value.requested();
    }

    /** A verdict on our certificate is not still to come, and it was not a no. */
    boolean isVerdictGood() {
        return outcome != MtlsOutcome.Plain.PRESENTED && outcome != MtlsOutcome.Plain.REJECTED_HTTP;
    }

    /** It is open, and there is no handshake to wait for. */
    void connectedPlainly() {
        logFragment = LogFragments.origin(attempt.address(), null);
    }

    /** The handshake is done on our side. */
    void agreed(OriginHandshake value) {
        learn(value);
        if (value.presented() == null) {
            outcome = MtlsOutcome.Plain.NOT_REQUESTED;
            attempt.judged(outcome); // nothing of ours is there to be judged later
        } else {
            outcome = MtlsOutcome.Plain.PRESENTED;
        }
    }

    boolean isConfirmed() {
        return confirmed;
    }

    /** A response byte came. */
    void confirm() {
        if (confirmed) {
            return;
        }
        confirmed = true;
        OriginHandshake value = handshake;
        if (value != null && value.presented() != null) {
            outcome = value.resumed() ? MtlsOutcome.Plain.ACCEPTED_RESUMED : MtlsOutcome.Plain.ACCEPTED;
        }
    }

    /** What a response says of our certificate, if it is not the yes that a response is otherwise. */
    void judged(MtlsOutcome verdict) {
        outcome = verdict;
        count();
    }

    /** A response's status says that it can be no complaint. */
    void cleared() {
        attempt.judged(outcome);
    }

    /** The connection ended, and that was its handshake's outcome. */
    void failed(HandshakeResult.Failed failed) {
        learn(failed.handshake());
        outcome = failed.outcome();
        count();
    }

    /** Every handshake counts once: after its first exchange, because a response may still complain, or at its end. */
    void count() {
        OriginHandshake value = handshake;
        if (value != null && !counted) {
            counted = true;
            meters.handshake(outcome.label(), value.resumed(), value.durationNanos());
            attempt.judged(isOfRequest(outcome) ? MtlsOutcome.Plain.PRESENTED : outcome);
        }
    }

    /**
     * What ends a connection once a request is on it may be about the request: there are origins that close without a word over a path
     * they do not like, and a viewer must not be able to have the origin held back from everyone.
     */
    private static boolean isOfRequest(MtlsOutcome outcome) {
        return outcome.isVerdict() && !outcome.blamesIdentity();
    }

    private void learn(OriginHandshake value) {
        handshake = value;
        logFragment = LogFragments.origin(attempt.address(), value);
    }
}
