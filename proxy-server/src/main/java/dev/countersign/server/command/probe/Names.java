package dev.countersign.server.command.probe;

import dev.countersign.certs.Fingerprint;
import dev.countersign.certs.naming.Printable;
import java.security.Principal;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** How certificates that an origin chose are named: fit to be printed, and not too long for that. */
final class Names {
    private Names() {}

    /** A distinguished name in the form of RFC 2253; {@code longest} characters and three dots where there are more. */
    static String of(Principal principal, int longest) {
        String name = principal instanceof X500Principal x500 ? x500.getName() : principal.getName();
        return name.isEmpty() ? "(no name)" : Printable.of(name, longest);
    }

    /** Lower-case hex, as in the access log. */
    static String sha256(X509Certificate certificate) {
        try {
            return Fingerprint.sha256(certificate.getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new AssertionError("it was decoded before", impossible);
        }
    }
}
