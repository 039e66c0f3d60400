package dev.countersign.core.tls;

import dev.countersign.config.TlsVersion;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * One handshake with an origin, from its start to the end of its connection: the TLS handler to put into the pipeline,
 * and the answers about what came of it.
 */
public final class Negotiation {
    private final OriginTls tls;
    private final SslHandler handler;
    private final HandshakeRecorder recorder;

    Negotiation(OriginTls tls, SslHandler handler, HandshakeRecorder recorder) {
        this.tls = tls;
        this.handler = handler;
        this.recorder = recorder;
    }

    public SslHandler handler() {
        return handler;
    }

    /** The connection is there: what is logged as the handshake's duration starts now. */
    public void begin() {
        recorder.begin();
    }

    /**
     * The TLS provider says the handshake is done.
     *
     * @param mustBeAsked the origin has to have asked for our certificate
     */
    public HandshakeResult finish(boolean mustBeAsked) {
        tls.trustManager().catchUp(handler.engine(), recorder);
        recorder.finish(handler.engine());
        if (mustBeAsked && !recorder.isRequested()) {
            recorder.refuse(MtlsOutcome.Plain.NOT_REQUESTED_REQUIRED);
        }
        MtlsOutcome refusal = recorder.refusal();
        return refusal == null
                ? recorder.ended(new HandshakeResult.Done(recorder.value(handler.engine(), null)))
                : failed(refusal, null);
    }

    /** The handshake failed, or the connection did before the first response byte. */
    public HandshakeResult.Failed fail(Throwable failure) {
        MtlsOutcome outcome = HandshakeVerdict.of(recorder, failure);
        if (outcome == MtlsOutcome.Plain.WITHHELD_KEY_TYPE) {
            recorder.withheld();
        }
        return failed(outcome, HandshakeVerdict.alertOf(failure));
    }

    /** The connection was closed without a word, before the first response byte. */
    public HandshakeResult.Failed failClosed() {
        return failed(HandshakeVerdict.closed(recorder), null);
    }

    private HandshakeResult.Failed failed(MtlsOutcome outcome, @Nullable Alert alert) {
        return recorder.ended(
                new HandshakeResult.Failed(outcome, recorder.value(handler.engine(), alert), recorder.refusalText()));
    }

    /** The handshake is done, and the protocol lets the origin ask for another: TLS 1.3 does not (RFC 8446 section 4.1.2). */
    public boolean mayBeRenegotiated() {
        return !handler.engine().getSession().getProtocol().equals(TlsVersion.TLS_1_3.label());
    }

    /** The origin did, and nothing of that has reached the TLS handler. */
    public void refuseRenegotiation() {
        recorder.refuse(MtlsOutcome.Plain.RENEGOTIATION_REFUSED);
    }

    /** The handshake, or one more, was refused by us. */
    public boolean isRefused() {
        return recorder.refusal() != null;
    }

    /** The attempt's time ran out. */
    public HandshakeResult.Failed failTimeout() {
        recorder.refuse(MtlsOutcome.Plain.HANDSHAKE_TIMEOUT);
        return failClosed();
    }

    /** The connection is gone: nothing more will be asked about it. */
    public void forget() {
        tls.forget(handler.engine());
    }
}
