package dev.countersign.core.tls;

import dev.countersign.certs.ClientCertificate;
import dev.countersign.config.TlsVersion;
import java.security.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What one handshake with an origin has shown so far: written by the key manager and the trust manager while it runs,
 * turned into an {@link OriginHandshake} when it ends. The first refusal wins, whatever the TLS provider reports later.
 */
final class HandshakeRecorder {
    /** The session keeps what its first handshake was, because a resumed one asks nobody (facts: RFC 8446 section 2.2). */
    private static final String SESSION_FACTS = "dev.countersign.handshake";

    private record SessionFacts(boolean requested, @Nullable ClientCertificate presented, boolean caHintMismatch) {}

    private final @Nullable String sni;
    private final HandshakeWitness witness;
    private long startNanos = System.nanoTime();
    private boolean requested;
    private @Nullable ClientCertificate presented;
    private boolean caHintMismatch;
    private boolean resumed;
    private boolean finished;
    private boolean verdictKnown;
    private @Nullable X509Certificate serverLeaf;
    private @Nullable MtlsOutcome refusal;
    private @Nullable String refusalText;

    HandshakeRecorder(@Nullable String sni, HandshakeWitness witness) {
        this.sni = sni;
        this.witness = witness;
    }

    void begin() {
        startNanos = System.nanoTime();
    }

    /** {@code authorities}: whom the origin named; null or empty for nobody. */
    void requested(Principal @Nullable [] authorities) {
        requested = true;
        witness.asked(authorities == null ? List.of() : List.of(authorities));
    }

    void presented(ClientCertificate certificate, boolean hintMismatch) {
        presented = certificate;
        caHintMismatch = hintMismatch;
    }

    /** The certificate was chosen, but never left. */
    void withheld() {
        presented = null;
        caHintMismatch = false;
    }

    void resumed() {
        resumed = true;
    }

    void server(X509Certificate[] chain) {
        serverLeaf = chain[0];
        witness.shown(List.of(chain));
    }

    /** Tells who wants to know, too. */
    <T extends HandshakeResult> T ended(T result) {
        witness.ended(result);
        return result;
    }

    void refuse(MtlsOutcome outcome) {
        refuse(outcome, outcome.label());
    }

    /** {@code text} is for the log: TLS providers tell the reason in their own ways, or not at all. */
    void refuse(MtlsOutcome outcome, String text) {
        if (refusal == null) {
            refusal = outcome;
            refusalText = text;
        }
    }

    /** The origin has looked at our certificate: before TLS 1.3 its Finished says so. */
    boolean isVerdictKnown() {
        return verdictKnown;
    }

    boolean isRequested() {
        return requested;
    }

    boolean hasPresented() {
        return presented != null;
    }

    boolean isResumed() {
        return resumed;
    }

    boolean hasSeenServer() {
        return serverLeaf != null;
    }

    @Nullable
    MtlsOutcome refusal() {
        return refusal;
    }

    /** Null where we refused nothing. */
    @Nullable
    String refusalText() {
        return refusalText;
    }

    /** The handshake is over: exchanges facts with the session, which outlives the connection. */
    void finish(SSLEngine engine) {
        finished = true;
        SSLSession session = engine.getSession();
        verdictKnown = !session.getProtocol().equals(TlsVersion.TLS_1_3.label());
        if (!resumed) {
            session.putValue(SESSION_FACTS, new SessionFacts(requested, presented, caHintMismatch));
        } else if (session.getValue(SESSION_FACTS) instanceof SessionFacts first) {
            requested = first.requested;
            presented = first.presented;
            caHintMismatch = first.caHintMismatch;
        } else {
            // Without the first handshake's facts nobody can say which identity this session carries.
            refuse(MtlsOutcome.Plain.ORIGIN_CLOSED);
        }
    }

    OriginHandshake value(SSLEngine engine, @Nullable Alert alert) {
        SSLSession session = engine.getSession();
        X509Certificate leaf = serverLeaf;
        return new OriginHandshake(
                requested,
                presented,
                resumed,
                finished ? session.getProtocol() : null,
                finished ? session.getCipherSuite() : null,
                finished ? NamedGroup.of(session) : null,
                sni,
                System.nanoTime() - startNanos,
                alert,
                leaf == null ? null : sha256(leaf),
                leaf == null ? null : leaf.getNotAfter().toInstant(),
                caHintMismatch);
    }

    private static @Nullable String sha256(X509Certificate leaf) {
        try {
            return dev.countersign.certs.Fingerprint.sha256(leaf.getEncoded());
        } catch (CertificateEncodingException unreadable) {
            return null;
        }
    }
}
