package dev.countersign.core.tls;

import java.util.Locale;

/** TLS alert descriptions (RFC 8446 section 6, RFC 5246 section 7.2; IANA "TLS Alerts"). */
public enum Alert {
    CLOSE_NOTIFY(0),
    UNEXPECTED_MESSAGE(10),
    BAD_RECORD_MAC(20),
    RECORD_OVERFLOW(22),
    HANDSHAKE_FAILURE(40),
    NO_CERTIFICATE(41),
    BAD_CERTIFICATE(42),
    UNSUPPORTED_CERTIFICATE(43),
    CERTIFICATE_REVOKED(44),
    CERTIFICATE_EXPIRED(45),
    CERTIFICATE_UNKNOWN(46),
    ILLEGAL_PARAMETER(47),
    UNKNOWN_CA(48),
    ACCESS_DENIED(49),
    DECODE_ERROR(50),
    DECRYPT_ERROR(51),
    EXPORT_RESTRICTION(60),
    PROTOCOL_VERSION(70),
    INSUFFICIENT_SECURITY(71),
    INTERNAL_ERROR(80),
    INAPPROPRIATE_FALLBACK(86),
    USER_CANCELED(90),
    NO_RENEGOTIATION(100),
    MISSING_EXTENSION(109),
    UNSUPPORTED_EXTENSION(110),
    CERTIFICATE_UNOBTAINABLE(111),
    UNRECOGNIZED_NAME(112),
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    BAD_CERTIFICATE_HASH_VALUE(114),
    UNKNOWN_PSK_IDENTITY(115),
    CERTIFICATE_REQUIRED(116),
    NO_APPLICATION_PROTOCOL(120),
    /** A number or name this proxy does not know. */
    UNKNOWN(-1);

    private final int number;
    private final String label = name().toLowerCase(Locale.ROOT);

    Alert(int number) {
        this.number = number;
    }

    /**
     * The origin's word on our certificate: it did not like this one, and might like another. Not so
     * {@code certificate_required} and {@code handshake_failure}, which say that there was none, or nothing in common.
     */
    boolean blamesCertificate() {
        return switch (this) {
            case BAD_CERTIFICATE,
                    UNSUPPORTED_CERTIFICATE,
                    CERTIFICATE_REVOKED,
                    CERTIFICATE_EXPIRED,
                    CERTIFICATE_UNKNOWN,
                    UNKNOWN_CA,
                    ACCESS_DENIED -> true;
            default -> false;
        };
    }

    public int number() {
        return number;
    }

    /** The name as in the RFCs, {@code unknown_ca}. */
    public String label() {
        return label;
    }

    public static Alert ofNumber(int number) {
        for (Alert alert : values()) {
            if (alert.number == number) {
                return alert;
            }
        }
        return UNKNOWN;
    }

    public static Alert ofLabel(String label) {
        for (Alert alert : values()) {
            if (alert.label.equals(label)) {
                return alert;
            }
        }
        return UNKNOWN;
    }
}
