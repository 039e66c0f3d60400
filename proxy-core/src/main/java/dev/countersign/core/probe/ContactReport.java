package dev.countersign.core.probe;

import dev.countersign.core.http.Method;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.core.tls.OriginHandshake;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one connection to an origin told. Names and texts in it are the origin's: nothing of them is fit to be printed as it is.
 *
 * @param outcome as the access log would tell it
 * @param handshake null where none began
 * @param asked the origin asked for a certificate
 * @param authorities those the origin named when it asked; empty where it named none
 * @param chain as the origin showed it, leaf first; empty where it showed none
 * @param method of the request
 * @param status of the response; 0 where there is none
 * @param answer how far the response came
 * @param cause of a failure, in the words of the platform; null where the outcome says all
 */
public record ContactReport(
        MtlsOutcome outcome,
        @Nullable OriginHandshake handshake,
        boolean asked,
        List<Principal> authorities,
        List<X509Certificate> chain,
        Method method,
        int status,
        Answer answer,
        @Nullable String cause) {
    private static final Set<Plain> OF_THE_ORIGINS_CERTIFICATE =
            EnumSet.range(Plain.ORIGIN_UNTRUSTED, Plain.ORIGIN_PIN_MISMATCH);
    private static final Set<Plain> NEVER_CONNECTED =
            EnumSet.of(Plain.CONNECT_FAILED, Plain.CONNECT_TIMEOUT, Plain.DNS_FAILED);
    private static final Set<Integer> TURNED_AWAY = Set.of(400, 401, 403);

    public ContactReport {
        authorities = List.copyOf(authorities);
        chain = List.copyOf(chain);
    }

    /** What became of the request. */
    public enum Answer {
        /** It was not sent: there was no connection to send it on, or only the handshake was wanted. */
        NOT_SENT,
        /** No byte came back. */
        NONE,
        /** What came back is not HTTP, or broke off. */
        NOT_HTTP,
        /** A whole response head. */
        HTTP
    }

    /** No connection came about: another address may do better. */
    boolean isUnconnected() {
        return outcome instanceof Plain plain && NEVER_CONNECTED.contains(plain);
    }

    /** We refused the certificate that the origin showed. */
    public boolean refusesTheOrigin() {
        return outcome instanceof Plain plain && OF_THE_ORIGINS_CERTIFICATE.contains(plain);
    }

    /** A certificate of ours was sent, in this connection's handshake or in the one its session came from. */
    public boolean isPresented() {
        OriginHandshake value = handshake;
        return value != null && value.presented() != null;
    }

    /** Our certificate was taken: a response came on a connection that carried it. */
    public boolean isAccepted() {
        return outcome == Plain.ACCEPTED || outcome == Plain.ACCEPTED_RESUMED;
    }

    /** Nothing went wrong before the request. */
    boolean isConnected() {
        return isAccepted() || outcome == Plain.PRESENTED || outcome == Plain.NOT_REQUESTED;
    }

    /** The outcome, unless it is that of a connection that was as good as any. */
    public Optional<MtlsOutcome> failure() {
        return isConnected() || outcome == Plain.NOT_TLS ? Optional.empty() : Optional.of(outcome);
    }

    /** What a server answers that misses credentials: 400, 401 or 403. */
    public boolean isTurnedAway() {
        return TURNED_AWAY.contains(status);
    }

    /** Sent, and no response came back, nor a word about TLS: some servers know GET alone. */
    boolean isUnanswered() {
        return (answer == Answer.NONE || answer == Answer.NOT_HTTP) && outcome instanceof Plain;
    }

    /** With the answer that a second connection got; where that resumed this one's session, nobody was asked anew. */
    ContactReport answeredBy(ContactReport second) {
        OriginHandshake other = second.handshake;
        if (other == null || second.isUnconnected()) {
            return this;
        }
        if (!other.resumed()) {
            return second;
        }
        MtlsOutcome whole = second.outcome == Plain.ACCEPTED_RESUMED ? Plain.ACCEPTED : second.outcome;
        return new ContactReport(
                whole, handshake, asked, authorities, chain, second.method, second.status, second.answer, second.cause);
    }

    /** A second look has shown that the status was a complaint about the certificate. */
    ContactReport complaining() {
        return new ContactReport(
                Plain.REJECTED_HTTP, handshake, asked, authorities, chain, method, status, answer, cause);
    }
}
