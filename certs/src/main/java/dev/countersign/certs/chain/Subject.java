package dev.countersign.certs.chain;

import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/** How messages name a certificate: by its subject, which whoever issued it chose, so one line and not too long. */
public final class Subject {
    private static final int LONGEST = 200;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Subject() {}

    /** Its subject on one line, shortened where it is long. */
    public static String of(X509Certificate certificate) {
        String name =
                CONTROL.matcher(certificate.getSubjectX500Principal().getName()).replaceAll("?");
        if (name.isEmpty()) {
            return "a certificate without subject";
        }
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
    }
}
