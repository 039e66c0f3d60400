package dev.countersign.core.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one code a TLS provider's exception carries. Only codes are looked at, never other message text: BoringSSL packs a
 * hexadecimal number behind {@code error:} whose low 12 bits are the reason, 1000 above the alert's number for alerts
 * received; the JDK names the alert, behind {@code Received }.
 */
public sealed interface TlsErrorCode {
    /** The peer's alert: a fatal one, or one that ends the handshake. */
    record ReceivedAlert(Alert alert) implements TlsErrorCode {}

    /** A reason of BoringSSL's own, below 1000 (its {@code SSL_R_*} numbers). */
    record Local(int reason) implements TlsErrorCode {}

    /** No code at all. */
    record None() implements TlsErrorCode {}

    int DEEPEST_CAUSE = 8;

    /** Reads the code of the first of the exception and its causes that has one. */
    static TlsErrorCode of(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST_CAUSE; depth++, at = at.getCause()) {
            String message = at.getMessage();
            TlsErrorCode code = message == null ? null : ofMessage(message);
            if (code != null) {
                return code;
            }
        }
        return new None();
    }

    private static @Nullable TlsErrorCode ofMessage(String message) {
        TlsErrorCode boring = BoringSslMessage.parse(message);
        return boring != null ? boring : JdkMessage.parse(message);
    }

    /** {@code error:10000418:SSL routines:...} */
    final class BoringSslMessage {
        private static final String MARK = "error:";
        private static final int DIGITS = 8;
        private static final int REASON_MASK = 0xfff;
        private static final int ALERT_BASE = 1000;

        private BoringSslMessage() {}

        static @Nullable TlsErrorCode parse(String message) {
            int start = message.indexOf(MARK);
            int from = start + MARK.length();
            if (start < 0 || message.length() < from + DIGITS) {
                return null;
            }
            int reason;
            try {
                reason = (int) (Long.parseLong(message, from, from + DIGITS, 16) & REASON_MASK);
            } catch (NumberFormatException notACode) {
                return null;
            }
            return reason >= ALERT_BASE && reason < ALERT_BASE + 256
                    ? new ReceivedAlert(Alert.ofNumber(reason - ALERT_BASE))
                    : new Local(reason);
        }
    }

    /**
     * {@code Received fatal alert: unknown_ca}; newer JDKs put {@code (unknown_ca)} in front. Alerts that need not be fatal
     * end its handshake all the same: {@code Received close_notify during handshake}, {@code received handshake warning:
     * unrecognized_name}.
     */
    final class JdkMessage {
        private static final List<String> MARKS =
                List.of("Received fatal alert: ", "received handshake warning: ", "Received ");

        private JdkMessage() {}

        static @Nullable TlsErrorCode parse(String message) {
            for (String mark : MARKS) {
                int start = message.indexOf(mark);
                if (start >= 0) {
                    String label = label(message, start + mark.length());
                    return mark.endsWith(": ") || Alert.ofLabel(label) == Alert.CLOSE_NOTIFY
                            ? new ReceivedAlert(Alert.ofLabel(label))
                            : null;
                }
            }
            return null;
        }

        private static String label(String message, int from) {
            int to = from;
            while (to < message.length() && (message.charAt(to) == '_' || Character.isLetter(message.charAt(to)))) {
                to++;
            }
            return message.substring(from, to);
        }
    }
}
