package dev.countersign.core.tls.certificate;

import dev.countersign.certs.chain.Subject;
import dev.countersign.certs.naming.Printable;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the log says of a certificate that was refused. The origin chose its names, so they are made fit to be printed, and
 * there are not too many of them.
 */
public final class RefusalText {
    private static final int MOST_NAMES = 5;
    private static final int LONGEST_NAME = 253; // a DNS name, RFC 1035 section 2.3.4

    private RefusalText() {}

    /**
     * A sentence: what came of it, and what it is that was shown.
     *
     * @param outcome the label
     * @param leaf the first certificate the origin sent
     * @param asked the name it was to be for
     */
    public static String of(String outcome, X509Certificate leaf, String asked) {
        return outcome + ": " + asked + " showed a certificate of " + Subject.of(leaf) + ", issued by "
                + Subject.ofIssuer(leaf) + ", for " + names(leaf) + ", valid from "
                + leaf.getNotBefore().toInstant() + " until "
                + leaf.getNotAfter().toInstant();
    }

    private static String names(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            if (names == null) {
                return "no name";
            }
            String first = names.stream()
                    .limit(MOST_NAMES)
                    .filter(name -> name.get(1) instanceof String)
                    .map(name -> Printable.of((String) name.get(1), LONGEST_NAME))
                    .collect(Collectors.joining(", "));
            return names.size() > MOST_NAMES ? first + " and " + (names.size() - MOST_NAMES) + " more" : first;
        } catch (CertificateParsingException unreadable) {
            return "names that cannot be read";
        }
    }
}
