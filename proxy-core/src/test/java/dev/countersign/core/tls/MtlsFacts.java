package dev.countersign.core.tls;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.testkit.certificate.TestCertificate;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What one log line says of the question of our client certificate, whole, so that a test compares all of it at once; an absent
 * key is the empty string.
 */
public record MtlsFacts(
        String status,
        String outcome,
        String requested,
        String presented,
        String resumed,
        String identity,
        String serial,
        String alert,
        String errorType) {

    public static MtlsFacts of(LogLine line) {
        return new MtlsFacts(
                line.get("http.response.status_code"),
                line.get("origin.mtls.outcome"),
                line.get("origin.mtls.requested"),
                line.get("origin.mtls.presented"),
                line.get("origin.tls.resumed"),
                line.get("origin.mtls.identity"),
                line.get("origin.mtls.serial"),
                line.get("origin.tls.alert"),
                line.get("error.type"));
    }

    /** A full handshake in which {@code client} was asked for, presented and accepted. */
    public static MtlsFacts accepted(TestCertificate client) {
        return new MtlsFacts("200", "accepted", "true", "true", "false", sha256(client), serial(client), "", "");
    }

    /** A full handshake, finished, in which nobody asked. */
    public static MtlsFacts notRequested() {
        return new MtlsFacts("200", "not_requested", "false", "false", "false", "", "", "", "");
    }

    /** A handshake that failed before the origin could ask, or before it was answered. */
    public static MtlsFacts failed(String outcome, String errorType) {
        return new MtlsFacts("502", outcome, "false", "false", "false", "", "", "", errorType);
    }

    /** The origin asked, and was not answered. */
    public static MtlsFacts askedInVain(String outcome) {
        return failed(outcome, "client_certificate_missing").withRequested();
    }

    /** A full handshake in which {@code client} was presented, and refused with this alert. */
    public static MtlsFacts rejected(TestCertificate client, String alert) {
        return new MtlsFacts(
                "502",
                "rejected_" + alert,
                "true",
                "true",
                "false",
                sha256(client),
                serial(client),
                alert,
                "client_certificate_rejected");
    }

    private MtlsFacts withRequested() {
        return new MtlsFacts(status, outcome, "true", presented, resumed, identity, serial, alert, errorType);
    }

    public MtlsFacts withStatus(int number) {
        return new MtlsFacts(
                String.valueOf(number), outcome, requested, presented, resumed, identity, serial, alert, errorType);
    }

    public MtlsFacts withOutcome(String label) {
        return new MtlsFacts(status, label, requested, presented, resumed, identity, serial, alert, errorType);
    }

    public MtlsFacts withAlert(String label) {
        return new MtlsFacts(status, outcome, requested, presented, resumed, identity, serial, label, errorType);
    }

    public MtlsFacts withErrorType(String type) {
        return new MtlsFacts(status, outcome, requested, presented, resumed, identity, serial, alert, type);
    }

    public MtlsFacts asResumed() {
        return new MtlsFacts(status, outcome, requested, presented, "true", identity, serial, alert, errorType);
    }

    /** The serial as OpenSSL prints it, and so as origins log it. */
    public static String serial(TestCertificate client) {
        String digits = client.leaf().getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    public static String sha256(TestCertificate client) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(client.leaf().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
