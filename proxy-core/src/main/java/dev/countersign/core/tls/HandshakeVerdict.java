package dev.countersign.core.tls;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS failure means. The one place that decides, for failures in the handshake and for those before the first
 * response byte alike: under TLS 1.3 the origin's verdict on our certificate comes only then.
 */
final class HandshakeVerdict {
    /** BoringSSL: nothing the origin accepts signatures with fits our key. */
    private static final int NO_COMMON_SIGNATURE_ALGORITHMS = 253;

    private static final int UNSUPPORTED_PROTOCOL = 240;

    /** BoringSSL, under TLS 1.3 before it asks us: the origin's key may not sign. */
    private static final int KEY_USAGE_BIT_INCORRECT = 302;
    /** BoringSSL: the stream ended, by a close_notify, in the midst of the handshake. */
    private static final int SSL_HANDSHAKE_FAILURE = 215;

    private HandshakeVerdict() {}

    static MtlsOutcome of(HandshakeRecorder recorder, Throwable failure) {
        MtlsOutcome refusal = recorder.refusal();
        if (refusal != null) {
            return refusal;
        }
        TlsErrorCode code = TlsErrorCode.of(failure);
        if (code instanceof TlsErrorCode.ReceivedAlert received) {
            return ofAlert(recorder, received.alert());
        }
        if (code instanceof TlsErrorCode.Local local) {
            return ofLocal(recorder, local.reason());
        }
        return ofOther(recorder, failure);
    }

    /** The origin's fatal alert; null for none, and for close_notify, which is the end of a connection and no word on why. */
    static @Nullable Alert alertOf(Throwable failure) {
        return TlsErrorCode.of(failure) instanceof TlsErrorCode.ReceivedAlert received
                        && received.alert() != Alert.CLOSE_NOTIFY
                ? received.alert()
                : null;
    }

    private static MtlsOutcome ofAlert(HandshakeRecorder recorder, Alert alert) {
        if (alert == Alert.CLOSE_NOTIFY) {
            return closed(recorder);
        }
        if (recorder.hasPresented()) {
            return new MtlsOutcome.Rejected(alert);
        }
        boolean beforeServerHello = !recorder.hasSeenServer();
        return switch (alert) {
            case PROTOCOL_VERSION, HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY ->
                beforeServerHello ? MtlsOutcome.Plain.NO_COMMON_TLS : new MtlsOutcome.TlsFailed(alert);
            default -> new MtlsOutcome.TlsFailed(alert);
        };
    }

    private static MtlsOutcome ofLocal(HandshakeRecorder recorder, int reason) {
        return switch (reason) {
            case NO_COMMON_SIGNATURE_ALGORITHMS ->
                recorder.isRequested() ? MtlsOutcome.Plain.WITHHELD_KEY_TYPE : MtlsOutcome.Plain.NO_COMMON_TLS;
            case UNSUPPORTED_PROTOCOL -> MtlsOutcome.Plain.NO_COMMON_TLS;
            case KEY_USAGE_BIT_INCORRECT -> MtlsOutcome.Plain.ORIGIN_BAD_USAGE;
            case SSL_HANDSHAKE_FAILURE -> closed(recorder);
            default -> MtlsOutcome.Plain.GARBAGE;
        };
    }

    private static MtlsOutcome ofOther(HandshakeRecorder recorder, Throwable failure) {
        // The JDK's parser of certificates calls what it cannot read an IOException, deep within.
        if (failure instanceof NotSslRecordException || failure instanceof CertificateException) {
            return MtlsOutcome.Plain.GARBAGE;
        }
        boolean closed = failure instanceof ClosedChannelException
                || (failure instanceof IOException && !(failure instanceof SSLException))
                || failure instanceof io.netty.handler.ssl.SslClosedEngineException;
        if (!closed) {
            return failure.getCause() instanceof Exception cause && cause != failure
                    ? ofOther(recorder, cause)
                    : MtlsOutcome.Plain.GARBAGE;
        }
        return closed(recorder);
    }

    /** Closed without a word. Only a full handshake that sent a certificate, still unjudged, makes that a verdict on it. */
    static MtlsOutcome closed(HandshakeRecorder recorder) {
        MtlsOutcome refusal = recorder.refusal();
        if (refusal != null) {
            return refusal;
        }
        return recorder.hasPresented() && !recorder.isResumed() && !recorder.isVerdictKnown()
                ? MtlsOutcome.Plain.REJECTED_SILENT
                : MtlsOutcome.Plain.ORIGIN_CLOSED;
    }
}
