package dev.countersign.server.command.certificates;

import dev.countersign.server.command.certificates.answer.CertificateView;
import java.util.List;
import java.util.Set;

/**
 * Which certificates are listed: those with one of the values of each filter that has any. Without a filter on key types ACM
 * leaves out most of what origins want, and so does this unless told otherwise.
 *
 * @param keyTypes taken with or without a domain name; empty for ACM's default
 * @param everyKeyType lifts that default
 */
record Filter(List<String> keyTypes, List<String> extendedKeyUsages, List<String> keyUsages, boolean everyKeyType) {
    private static final Set<String> LISTED_BY_DEFAULT = Set.of("RSA_1024", "RSA_2048");

    boolean matches(CertificateView certificate) {
        return (keyTypes.isEmpty() || keyTypes.contains(certificate.keyAlgorithm()))
                && (extendedKeyUsages.isEmpty() || extendedKeyUsages.stream().anyMatch(certificate::isFor))
                && (keyUsages.isEmpty() || keyUsages.stream().anyMatch(certificate.keyUsages()::contains));
    }

    /** Is a certificate that matches left out only because nothing was said of key types? */
    boolean hidesByDefault(CertificateView certificate) {
        boolean listedByDefault = LISTED_BY_DEFAULT.contains(certificate.keyAlgorithm())
                && !certificate.names().isEmpty();
        return !everyKeyType && keyTypes.isEmpty() && !listedByDefault;
    }
}
