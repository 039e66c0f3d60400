package dev.countersign.certs.chain;

import dev.countersign.certs.naming.Printable;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/**
 * How everything that is printed names a certificate: by its subject, which whoever issued it chose, so on one line, without
 * characters that a terminal obeys, and not too long.
 */
public final class Subject {
    private static final int LONGEST = 200;

    private Subject() {}

    /** The subject (RFC 2253 form), fit to be printed. */
    public static String of(X509Certificate certificate) {
        return printable(certificate.getSubjectX500Principal(), "a certificate without subject");
    }

    /** The issuer (RFC 2253 form), fit to be printed. */
    public static String ofIssuer(X509Certificate certificate) {
        return printable(certificate.getIssuerX500Principal(), "an issuer without name");
    }

    private static String printable(X500Principal name, String unnamed) {
        String text = name.getName();
        return text.isEmpty() ? unnamed : Printable.of(text, LONGEST);
    }
}
