package dev.countersign.certs.naming;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What ACM calls the usages of a certificate: {@code KeyUsages} and {@code ExtendedKeyUsages} (ACM API, CertificateDetail). */
public final class UsageNames {
    /** TLS client authentication (RFC 5280 section 4.2.1.12): what CloudFront asks of client certificates. */
    public static final String CLIENT_AUTHENTICATION_OID = "1.3.6.1.5.5.7.3.2";

    public static final String CLIENT_AUTHENTICATION = "TLS_WEB_CLIENT_AUTHENTICATION";
    public static final String SERVER_AUTHENTICATION = "TLS_WEB_SERVER_AUTHENTICATION";
    public static final String KEY_ENCIPHERMENT = "KEY_ENCIPHERMENT";
    public static final String CUSTOM = "CUSTOM";
    public static final String NONE = "NONE";
    public static final String ANY = "ANY";

    /** RFC 5280 section 4.2.1.12. */
    private static final Map<String, String> PURPOSES = Map.of(
            "1.3.6.1.5.5.7.3.1",
            SERVER_AUTHENTICATION,
            CLIENT_AUTHENTICATION_OID,
            CLIENT_AUTHENTICATION,
            "1.3.6.1.5.5.7.3.3",
            "CODE_SIGNING",
            "1.3.6.1.5.5.7.3.4",
            "EMAIL_PROTECTION",
            "1.3.6.1.5.5.7.3.5",
            "IPSEC_END_SYSTEM",
            "1.3.6.1.5.5.7.3.6",
            "IPSEC_TUNNEL",
            "1.3.6.1.5.5.7.3.7",
            "IPSEC_USER",
            "1.3.6.1.5.5.7.3.8",
            "TIME_STAMPING",
            "1.3.6.1.5.5.7.3.9",
            "OCSP_SIGNING",
            "2.5.29.37.0",
            ANY);

    /** By bit of RFC 5280 section 4.2.1.3. */
    private static final List<String> BITS = List.of(
            "DIGITAL_SIGNATURE",
            "NON_REPUDIATION",
            KEY_ENCIPHERMENT,
            "DATA_ENCIPHERMENT",
            "KEY_AGREEMENT",
            "CERTIFICATE_SIGNING",
            "CRL_SIGNING",
            "ENCIPHER_ONLY",
            "DECIPHER_ONLY");

    private UsageNames() {}

    /** The purposes in the certificate's order; exactly one, {@code NONE}, when the extension is absent or unreadable. */
    public static List<ExtendedUsage> extended(X509Certificate certificate) {
        List<ExtendedUsage> found = purposes(certificate).stream()
                .map(oid -> new ExtendedUsage(PURPOSES.getOrDefault(oid, CUSTOM), oid))
                .toList();
        return found.isEmpty() ? List.of(new ExtendedUsage(NONE, "")) : found;
    }

    /** The key usages in the order of their bits; exactly one, {@code ANY}, when the extension is absent: nothing is ruled out. */
    public static List<String> keyUsages(X509Certificate certificate) {
        boolean[] bits = certificate.getKeyUsage();
        return bits == null
                ? List.of(ANY)
                : IntStream.range(0, Math.min(bits.length, BITS.size()))
                        .filter(bit -> bits[bit])
                        .mapToObj(BITS::get)
                        .toList();
    }

    /** Whether TLS client authentication is among the purposes; "any purpose" does not name it. */
    public static boolean hasClientAuthentication(X509Certificate certificate) {
        return purposes(certificate).contains(CLIENT_AUTHENTICATION_OID);
    }

    private static List<String> purposes(X509Certificate certificate) {
        try {
            List<String> found = certificate.getExtendedKeyUsage();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }
}
