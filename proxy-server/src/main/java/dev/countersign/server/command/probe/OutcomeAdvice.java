package dev.countersign.server.command.probe;

import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;

/** What an outcome means to whoever runs the proxy, and what to do about it: one sentence each. */
final class OutcomeAdvice {
    private OutcomeAdvice() {}

    /** {@code issuer} is our certificate's, {@code name} the one the origin was asked by. */
    static String of(MtlsOutcome outcome, String issuer, String name) {
        if (outcome instanceof MtlsOutcome.Rejected rejected) {
            return "the origin rejects our certificate with " + rejected.alert().label() + ": "
                    + rejected(rejected.alert(), issuer);
        }
        if (outcome instanceof MtlsOutcome.TlsFailed failed) {
            return "the origin ended the handshake with " + failed.alert().label()
                    + (failed.alert() == Alert.UNRECOGNIZED_NAME
                            ? ": it serves nothing under " + name + "; correct domainName"
                            : " before our certificate mattered: look into its log");
        }
        return ofPlain((Plain) outcome, issuer, name);
    }

    private static String rejected(Alert alert, String issuer) {
        return switch (alert) {
            case UNKNOWN_CA -> "it does not trust the issuer; add " + issuer + " to the authorities it trusts";
            case CERTIFICATE_EXPIRED -> "it finds it expired; renew it, or look at the origin's clock";
            case CERTIFICATE_REVOKED -> "it finds it revoked; have another one issued";
            case UNSUPPORTED_CERTIFICATE ->
                "its type or purpose does not suit; have one issued for client"
                        + " authentication, with a key the origin supports";
            case ACCESS_DENIED -> "it is valid, but may not come in; enter its subject where the origin lists who may";
            case BAD_CERTIFICATE, CERTIFICATE_UNKNOWN ->
                "it does not say what is wrong with it; most often it does" + " not trust the issuer (" + issuer
                        + "), so begin there, and with its log";
            case CERTIFICATE_REQUIRED -> "it found none in what it was sent; look into its log";
            case DECRYPT_ERROR ->
                "our signature did not verify there; look whether something between us and it" + " ends TLS";
            default -> "look into its log for the reason";
        };
    }

    private static String ofPlain(Plain outcome, String issuer, String name) {
        return switch (outcome) {
            case NOT_TLS ->
                "the origin is spoken to in plain HTTP: nobody proves anything, and anybody reads along;"
                        + " set originProtocolPolicy: https-only";
            case NOT_REQUESTED ->
                "the origin does not ask for a certificate: nothing stops anyone else from reaching it";
            case NOT_REQUESTED_REQUIRED ->
                "the origin does not ask for a certificate, and mode: require refuses such an"
                        + " origin: have it ask, or nothing will be sent to it";
            case REQUESTED_NONE_CONFIGURED ->
                "the origin asks for a certificate and none is configured, so every request"
                        + " fails: give it an originMtlsConfig";
            case PRESENTED ->
                "our certificate was sent, but no answer says whether it was taken: probe again with a" + " request";
            case ACCEPTED, ACCEPTED_RESUMED -> "the origin took our certificate";
            case REJECTED_SILENT ->
                "the origin closes the connection when it sees our certificate and does not say"
                        + " why: look whether it trusts " + issuer;
            case REJECTED_HTTP ->
                "the origin completes the handshake and rejects our certificate with a 400 page: look"
                        + " whether it trusts " + issuer + " (nginx: ssl_client_certificate, ssl_verify_depth)";
            case WITHHELD_KEY_TYPE ->
                "our key fits none of the signature schemes the origin offers: have a certificate"
                        + " issued for another type of key";
            case NO_COMMON_TLS ->
                "the origin speaks no TLS version or cipher suite that we offer: look at" + " originSslProtocols";
            case GARBAGE -> "what answers is not TLS: look at httpsPort";
            case HANDSHAKE_TIMEOUT ->
                "the origin takes the connection and does not finish the handshake: look at httpsPort and"
                        + " at what stands in between, which may fail on large hellos (postQuantum: false)";
            case CONNECT_FAILED -> "nothing takes the connection: look whether the origin runs, and at its port";
            case CONNECT_TIMEOUT -> "nothing answers there: look at addresses, routes and firewalls";
            case DNS_FAILED -> "no address is known for " + name + ": correct domainName, or set address";
            case ORIGIN_CLOSED -> "the origin closed the connection before it answered: look into its log";
            case RENEGOTIATION_REFUSED ->
                "the origin asks to renegotiate, which is refused: have it ask for the"
                        + " certificate at once, for the whole server instead of a path";
            case PROTOCOL_REFUSED -> "origins of this kind are not available here";
            default -> ofTheirs(outcome, name);
        };
    }

    private static String ofTheirs(Plain outcome, String name) {
        String refused = "we refuse the origin's certificate: ";
        return refused
                + switch (outcome) {
                    case ORIGIN_NAME_MISMATCH ->
                        "it is not for " + name + "; have that name put into it, or correct" + " domainName";
                    case ORIGIN_EXPIRED -> "it, or what vouches for it, has expired; have the origin renew it";
                    case ORIGIN_NOT_YET_VALID -> "it is not valid yet; look at both clocks";
                    case ORIGIN_REVOKED ->
                        "it, or what vouches for it, is revoked, or no list in trust.crl speaks for it; look at"
                                + " the lists first (check tells of them), then have the origin replace it";
                    case ORIGIN_BAD_CHAIN ->
                        "its chain is out of order or breaks a rule of its authorities; have the"
                                + " origin send leaf first, each next one the issuer of the one before";
                    case ORIGIN_BAD_USAGE -> "it is not for servers; have one issued for server authentication";
                    case ORIGIN_WEAK ->
                        "its key or a signature is too weak (RSA under 2048 bits, SHA-1); have it" + " replaced";
                    case ORIGIN_PIN_MISMATCH ->
                        "its key is none of those pinned; pin the new one if you know it is" + " the origin's";
                    default ->
                        "nobody we trust vouches for it; set trust.caBundle to its authority, or have the"
                                + " origin send the intermediate that is missing";
                };
    }
}
