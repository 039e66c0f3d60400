package dev.countersign.core.failure;

import dev.countersign.core.tls.MtlsOutcome;

/** Which failure an outcome of the handshake, or of getting there, is. */
public final class OriginFailure {
    private OriginFailure() {}

    /** For outcomes that ended an attempt; one that did not is a closed connection. */
    public static Failure of(MtlsOutcome outcome) {
        if (outcome instanceof MtlsOutcome.Plain plain) {
            return ofPlain(plain);
        }
        if (outcome instanceof MtlsOutcome.BackingOff held) {
            return held.rejection() == MtlsOutcome.Plain.REJECTED_HTTP // which alone came with a response
                    ? Failure.CLIENT_CERTIFICATE_REJECTED
                    : of(held.rejection());
        }
        return outcome instanceof MtlsOutcome.Rejected
                ? Failure.CLIENT_CERTIFICATE_REJECTED
                : Failure.ORIGIN_TLS_FAILED;
    }

    /** For outcomes that ended an exchange before a response began; {@code taken}: the request had been sent whole. */
    public static Failure of(MtlsOutcome outcome, boolean taken) {
        Failure failure = of(outcome);
        return failure == Failure.ORIGIN_CLOSED && !taken ? Failure.ORIGIN_WRITE_FAILED : failure;
    }

    private static Failure ofPlain(MtlsOutcome.Plain outcome) {
        return switch (outcome) {
            case DNS_FAILED -> Failure.ORIGIN_DNS_FAILED;
            case CONNECT_FAILED -> Failure.ORIGIN_CONNECT_FAILED;
            case CONNECT_TIMEOUT -> Failure.ORIGIN_CONNECT_TIMEOUT;
            case HANDSHAKE_TIMEOUT -> Failure.ORIGIN_TLS_TIMEOUT;
            case NOT_REQUESTED_REQUIRED -> Failure.CLIENT_CERTIFICATE_NOT_REQUESTED;
            case REQUESTED_NONE_CONFIGURED, WITHHELD_KEY_TYPE -> Failure.CLIENT_CERTIFICATE_MISSING;
            case REJECTED_SILENT -> Failure.CLIENT_CERTIFICATE_REJECTED;
            case ORIGIN_UNTRUSTED,
                    ORIGIN_NAME_MISMATCH,
                    ORIGIN_EXPIRED,
                    ORIGIN_NOT_YET_VALID,
                    ORIGIN_REVOKED,
                    ORIGIN_BAD_CHAIN,
                    ORIGIN_BAD_USAGE,
                    ORIGIN_WEAK,
                    ORIGIN_PIN_MISMATCH -> Failure.ORIGIN_CERTIFICATE_REFUSED;
            case NO_COMMON_TLS, GARBAGE, RENEGOTIATION_REFUSED -> Failure.ORIGIN_TLS_FAILED;
            case NOT_TLS,
                    NOT_REQUESTED,
                    PRESENTED,
                    ACCEPTED,
                    ACCEPTED_RESUMED,
                    REJECTED_HTTP,
                    ORIGIN_CLOSED,
                    PROTOCOL_REFUSED -> Failure.ORIGIN_CLOSED;
        };
    }
}
