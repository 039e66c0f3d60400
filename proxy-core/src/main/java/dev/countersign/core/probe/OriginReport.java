package dev.countersign.core.probe;

import dev.countersign.core.destination.OriginTarget;
import dev.countersign.core.probe.ContactReport.Answer;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a probe learned of one origin.
 *
 * @param secure it is spoken to over TLS
 * @param addresses the origin's, in the order to try them; empty where none is known
 * @param unreached those that were tried in vain, before {@code used}
 * @param used which one the contacts were with; null where none could be reached
 * @param configured as the proxy would; its outcome is the origin's
 * @param again the same once more, to see whether the session is resumed; empty where the first came to nothing
 * @param fallback the same under the fallback identity
 * @param anonymous the same without a certificate; empty where the origin did not ask, or was not worth asking
 */
public record OriginReport(
        OriginTarget target,
        boolean secure,
        List<InetAddress> addresses,
        List<Unreached> unreached,
        @Nullable InetAddress used,
        ContactReport configured,
        Optional<ContactReport> again,
        Optional<ContactReport> fallback,
        Optional<ContactReport> anonymous) {
    public OriginReport {
        addresses = List.copyOf(addresses);
        unreached = List.copyOf(unreached);
    }

    /** An address that no connection could be made to. */
    public record Unreached(
            InetAddress address,
            MtlsOutcome outcome,
            @Nullable String cause) {}

    /** Is there mutual authentication? */
    public enum Verdict {
        /** The origin asked, was shown the configured certificate, and answered a request on that connection. */
        AUTHENTICATED,
        /** It was shown, but no answer says that it was liked. */
        UNCONFIRMED,
        /** There is none. */
        FAILED
    }

    /** What becomes of who has no certificate. */
    public enum Others {
        /** They were not tried: the origin does not ask, or it was not reached. */
        NOT_TRIED,
        /** The handshake failed, or nginx complained. */
        REFUSED,
        /** They get through TLS, and 400, 401 or 403, which is not what we get. */
        REFUSED_BY_STATUS,
        /** They get an answer. */
        SERVED,
        /** No answer tells, or one of these statuses that we get, too. */
        UNKNOWN
    }

    /** The origin's, from the contact as the proxy would make it alone. */
    public Verdict verdict() {
        if (configured.isAccepted() && configured.answer() == Answer.HTTP) {
            return Verdict.AUTHENTICATED;
        }
        // What an origin says that nobody asked is no answer.
        boolean unanswered = configured.outcome() == Plain.PRESENTED
                || (configured.isAccepted() && configured.answer() == Answer.NOT_SENT);
        return unanswered ? Verdict.UNCONFIRMED : Verdict.FAILED;
    }

    /** Derived from {@link #anonymous}. */
    public Others others() {
        return anonymous.map(this::others).orElse(Others.NOT_TRIED);
    }

    private Others others(ContactReport contact) {
        if (contact.status() > 0 && contact.outcome() != Plain.REJECTED_HTTP) {
            if (!contact.isTurnedAway()) {
                return Others.SERVED;
            }
            return contact.status() == configured.status() ? Others.UNKNOWN : Others.REFUSED_BY_STATUS;
        }
        if (contact.answer() == Answer.NOT_HTTP) {
            return Others.SERVED;
        }
        // Still open when the time was over, or never open: neither is a no.
        boolean undecided = contact.isConnected()
                || contact.isUnconnected()
                || contact.outcome() == Plain.HANDSHAKE_TIMEOUT
                || contact.refusesTheOrigin();
        return undecided ? Others.UNKNOWN : Others.REFUSED;
    }

    /** The session of the first contact was taken up by the second; empty where no second one came about. */
    public Optional<Boolean> resumes() {
        return again.filter(ContactReport::isConnected)
                .map(contact ->
                        contact.handshake() != null && contact.handshake().resumed());
    }
}
