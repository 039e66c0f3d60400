package dev.countersign.certs.naming;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Which names does a certificate carry? What ACM lists as its domain names (ACM API, CertificateDetail). */
public final class DomainNames {
    private static final Set<Integer> DNS_AND_IP = Set.of(2, 7); // GeneralName, RFC 5280 section 4.2.1.6
    private static final int LONGEST = 253; // a DNS name, RFC 1035 section 2.3.4

    private DomainNames() {}

    /**
     * The DNS names and IP addresses of the subject alternative names, in their order, lower-case; without any, the common name;
     * without that, none. The first is ACM's {@code DomainName}. Fit to be printed.
     */
    public static List<String> of(X509Certificate leaf) {
        List<String> alternative = alternativeNames(leaf).stream()
                .filter(name -> name.get(0) instanceof Integer kind && DNS_AND_IP.contains(kind))
                .map(name -> printable(String.valueOf(name.get(1))))
                .distinct()
                .toList();
        return alternative.isEmpty() ? commonName(leaf).stream().toList() : alternative;
    }

    /** The subject's most specific common name, lower-case; none where it is no readable text. */
    static Optional<String> commonName(X509Certificate leaf) {
        try {
            return lastCommonName(
                    X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded()));
        } catch (RuntimeException malformed) {
            // The JDK keeps names as they came; the ASN.1 classes are stricter, by many unchecked exceptions.
            return Optional.empty();
        }
    }

    private static Optional<String> lastCommonName(X500Name subject) {
        return Stream.of(subject.getRDNs(BCStyle.CN))
                .flatMap(rdn -> Stream.of(rdn.getTypesAndValues()))
                .filter(part -> part.getType().equals(BCStyle.CN))
                .map(part -> part.getValue() instanceof ASN1String text ? printable(text.getString()) : "")
                .filter(name -> !name.isEmpty())
                .reduce((outer, inner) -> inner);
    }

    /** All of {@link #of}, and the common name beside them. */
    public static Set<String> withCommonName(X509Certificate leaf) {
        return Set.copyOf(Stream.concat(of(leaf).stream(), commonName(leaf).stream())
                .distinct()
                .toList());
    }

    private static Collection<List<?>> alternativeNames(X509Certificate leaf) {
        try {
            Collection<List<?>> found = leaf.getSubjectAlternativeNames();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static String printable(String name) {
        return Printable.of(name.toLowerCase(Locale.ROOT), LONGEST);
    }
}
