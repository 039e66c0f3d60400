package dev.countersign.certs;

import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/** How messages name a certificate: by its subject, which whoever issued it chose, so one line and not too long. */
final class Subject {
    private static final int LONGEST = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Subject() {}

    static String of(X509Certificate certificate) {
        String name =
                CONTROL.matcher(certificate.getSubjectX500Principal().getName()).replaceAll("?");
        if (name.isEmpty()) {
            return "a certificate without subject";
        }
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    }
}
