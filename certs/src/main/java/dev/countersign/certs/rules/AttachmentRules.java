package dev.countersign.certs.rules;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * May a certificate be presented to an origin? CloudFront's requirements of client certificates ("Certificate management
 * with AWS Certificate Manager"), or what TLS can carry beyond them. A certificate's dates are no reason to refuse it: an
 * expired one is presented, and the origin decides.
 */
public enum AttachmentRules {
    /** What CloudFront takes, and nothing else. */
    CLOUDFRONT,
    /** Also key types, sizes and chain lengths that CloudFront refuses, with a warning that says so. */
    RELAXED;

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"; // RFC 5280 section 4.2.1.12
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    /**
     * What these rules say of a chain. Each sentence is the rest of one that begins with the certificate's ARN or file.
     *
     * @param chain leaf first, at least one
     */
    public Findings judge(List<X509Certificate> chain) {
        List<String> found = extendedKeyUsage(chain.get(0));
        return found.contains(CLIENT_AUTHENTICATION)
                ? new Findings(List.of(), List.of())
                : new Findings(List.of(refusal(chain.get(0), found)), List.of());
    }

    private static List<String> extendedKeyUsage(X509Certificate leaf) {
        try {
            List<String> found = leaf.getExtendedKeyUsage();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }

    private static String refusal(X509Certificate leaf, List<String> found) {
        String usage = found.isEmpty()
                ? "has no readable extended key usage"
                : "is for "
                        + String.join(
                                ", ",
                                found.stream().map(AttachmentRules::purpose).toList()) + " only";
        return "holds a certificate (" + leaf.getSubjectX500Principal() + ") that " + usage
                + ": issue it with the extended key usage TLS client authentication (" + CLIENT_AUTHENTICATION + ")";
    }

    private static String purpose(String oid) {
        return oid.equals(SERVER_AUTHENTICATION) ? "TLS server authentication (" + oid + ")" : oid;
    }
}
