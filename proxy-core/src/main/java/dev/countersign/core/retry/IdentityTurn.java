package dev.countersign.core.retry;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.core.admit.Permit;
import dev.countersign.core.destination.Fallback;
import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.origin.OriginConnection;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn is it, the origin's primary identity or its fallback? One goes first; where the origin rejects it, the other
 * gets one try. Any request may be sent again then, whatever its method: an origin that refuses the connection over a
 * certificate has not processed what came on it, and nginx, which lets the handshake succeed, answers 400 itself. Reused.
 */
final class IdentityTurn {
    private final Consumer<String> warnings;
    private final SentBody sent = new SentBody();
    private @Nullable Permit admitted;
    private @Nullable Permit permit;
    private @Nullable Fallback fallback;
    private boolean underFallback;
    private boolean turned;
    private boolean verdictPending;

    /** {@code warnings} is told when the origin's other identity goes first from now on. */
    IdentityTurn(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /** A request was admitted, as always under the primary identity. */
    void begin(Permit granted) {
        admitted = granted;
        permit = granted;
        fallback = granted.secure() ? granted.origin().fallback().orElse(null) : null;
        underFallback = fallback != null && fallback.choice().fallbackGoesFirst();
        turned = false;
        verdictPending = false;
        if (underFallback) {
            permit = granted.underFallback();
        }
    }

    /** What to lease with now; null before admission. */
    @Nullable
    Permit permit() {
        return permit;
    }

    boolean isUnderFallback() {
        return underFallback;
    }

    /** The other identity has had its turn, too. */
    boolean hasTurned() {
        return turned;
    }

    void leased(OriginConnection connection) {
        verdictPending = fallback != null && !connection.isReused() && connection.wasAskedForCertificate();
    }

    /** There is a fallback, and what the origin thinks of the identity on this new connection is not known yet. */
    boolean isVerdictPending() {
        return verdictPending;
    }

    /** What was sent could be sent again under the other identity. */
    boolean mayTurn() {
        return fallback != null && !turned && sent.isWhole();
    }

    /** Content of the request is about to be sent. */
    void sending(ByteBuf content, OriginConnection to) {
        if (verdictPending && !turned) {
            sent.add(content, to);
        }
    }

    /** Content that has to be sent again, null for none; the caller's from now on. */
    @Nullable
    ByteBuf toSendAgain() {
        return sent.take();
    }

    /** The origin's word on the identity is known. A resumed session only repeats an earlier one, which may be out of date. */
    void judged(MtlsOutcome outcome) {
        Fallback second = fallback;
        verdictPending = false;
        if (!outcome.blamesIdentity()) {
            sent.drop();
        }
        if (second == null || underFallback || outcome instanceof MtlsOutcome.BackingOff) {
            return; // nothing learned of the primary
        }
        boolean accepted = outcome == MtlsOutcome.Plain.ACCEPTED
                || (turned && outcome == MtlsOutcome.Plain.ACCEPTED_RESUMED); // still better than the one just rejected
        if (outcome.blamesIdentity() && second.choice().primaryRejected()) {
            warnings.accept(rejectedTooOften(primary(), second.target()));
        } else if (accepted && second.choice().primaryAccepted()) {
            warnings.accept(acceptedAgain(primary(), second.target()));
        }
    }

    /**
     * It was rejected.
     *
     * @return it is the other's turn: the request is to be sent again
     */
    boolean turn() {
        if (!mayTurn()) {
            return false;
        }
        Permit granted = Objects.requireNonNull(admitted);
        turned = true;
        underFallback = !underFallback;
        permit = underFallback ? granted.underFallback() : granted;
        granted.origin().meters().fellBack();
        return true;
    }

    private OriginTarget primary() {
        return Objects.requireNonNull(admitted).origin();
    }

    private static String rejectedTooOften(OriginTarget primary, OriginTarget second) {
        return "origin " + primary.name() + " rejected the client certificate " + name(primary)
                + " several times in a row: the fallback " + name(second) + " is presented first now";
    }

    private static String acceptedAgain(OriginTarget primary, OriginTarget second) {
        return "origin " + primary.name() + " accepted the client certificate " + name(primary)
                + ": it is presented first again, and the fallback " + name(second) + " only where it is rejected";
    }

    private static String name(OriginTarget target) {
        ClientCertificate certificate = target.certificate().orElseThrow();
        return certificate.source() + " (SHA-256 " + certificate.identity().leafSha256() + ")";
    }

    void reset() {
        sent.reset();
        admitted = null;
        permit = null;
        fallback = null;
        underFallback = false;
        turned = false;
        verdictPending = false;
    }
}
