package dev.countersign.core.tls;

import java.util.Locale;

/** What came of the question of our client certificate in one exchange; the closed set behind {@code origin.mtls.outcome}. */
public sealed interface MtlsOutcome {
    /** The value in the log and in meters. */
    String label();

    /** The origin refused the identity that was presented, in so many words: another one might be taken. */
    boolean blamesIdentity();

    /**
     * A certificate was judged, ours by the origin or the origin's by us, and not accepted: the next handshake will most
     * likely end the same way.
     */
    boolean isVerdict();

    /** Outcomes that need no further word. */
    enum Plain implements MtlsOutcome {
        /** Plain HTTP to the origin. */
        NOT_TLS,
        /** The origin did not ask. */
        NOT_REQUESTED,
        /** The origin did not ask although {@code mode: require}; refused. */
        NOT_REQUESTED_REQUIRED,
        /** The origin asked, nothing is configured; refused. */
        REQUESTED_NONE_CONFIGURED,
        /** Sent, the verdict is not known. */
        PRESENTED,
        /** Sent, and a response arrived on that connection. */
        ACCEPTED,
        /** As accepted, on a session resumed from a handshake that sent it. */
        ACCEPTED_RESUMED,
        /** Closed without an alert after our certificate. */
        REJECTED_SILENT,
        /** Handshake fine, but HTTP 400 with a certificate complaint. */
        REJECTED_HTTP,
        /** No signature scheme the origin offers fits our key. */
        WITHHELD_KEY_TYPE,
        ORIGIN_UNTRUSTED,
        ORIGIN_NAME_MISMATCH,
        ORIGIN_EXPIRED,
        ORIGIN_NOT_YET_VALID,
        ORIGIN_REVOKED,
        ORIGIN_BAD_CHAIN,
        ORIGIN_BAD_USAGE,
        ORIGIN_WEAK,
        ORIGIN_PIN_MISMATCH,
        /** No protocol version or cipher suite in common. */
        NO_COMMON_TLS,
        /** What came back is not TLS. */
        GARBAGE,
        HANDSHAKE_TIMEOUT,
        CONNECT_FAILED,
        CONNECT_TIMEOUT,
        DNS_FAILED,
        /** Closed without an alert before any question of our certificate, or later by a transport fault. */
        ORIGIN_CLOSED,
        RENEGOTIATION_REFUSED,
        /** WebSocket or gRPC to an mTLS origin: never sent. */
        PROTOCOL_REFUSED;

        private final String label = name().toLowerCase(Locale.ROOT);

        @Override
        public String label() {
            return label;
        }

        /** A close without a word has many reasons; showing another certificate for each would only hide them. */
        @Override
        public boolean blamesIdentity() {
            return this == REJECTED_HTTP;
        }

        @Override
        public boolean isVerdict() {
            return switch (this) {
                case REJECTED_SILENT,
                        REJECTED_HTTP,
                        ORIGIN_UNTRUSTED,
                        ORIGIN_NAME_MISMATCH,
                        ORIGIN_EXPIRED,
                        ORIGIN_NOT_YET_VALID,
                        ORIGIN_REVOKED,
                        ORIGIN_BAD_CHAIN,
                        ORIGIN_BAD_USAGE,
                        ORIGIN_WEAK,
                        ORIGIN_PIN_MISMATCH -> true;
                default -> false;
            };
        }
    }

    /** The origin's fatal alert after our certificate. */
    record Rejected(Alert alert) implements MtlsOutcome {
        @Override
        public String label() {
            return "rejected_" + alert.label();
        }

        @Override
        public boolean blamesIdentity() {
            return alert.blamesCertificate();
        }

        @Override
        public boolean isVerdict() {
            return true;
        }
    }

    /** No handshake was made, because those before ended with {@code rejection}. */
    record BackingOff(MtlsOutcome rejection) implements MtlsOutcome {
        @Override
        public String label() {
            return "backing_off";
        }

        @Override
        public boolean blamesIdentity() {
            return rejection.blamesIdentity();
        }

        @Override
        public boolean isVerdict() {
            return false;
        }
    }

    /** The origin's fatal alert before any question of our certificate, or where none was asked for. */
    record TlsFailed(Alert alert) implements MtlsOutcome {
        @Override
        public String label() {
            return "tls_failed_" + alert.label();
        }

        @Override
        public boolean blamesIdentity() {
            return false;
        }

        @Override
        public boolean isVerdict() {
            return false;
        }
    }
}
