package dev.countersign.server.command.certificates;

import dev.countersign.certs.rules.DomainNames;
import dev.countersign.certs.rules.KeyTypeName;
import dev.countersign.certs.rules.UsageNames;
import dev.countersign.certs.store.StoredCertificate;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A certificate of the store as ACM describes one (ACM API, types CertificateDetail and CertificateSummary).
 *
 * @param uses where it is used; empty where nobody knows
 * @param now decides whether it has expired
 */
record CertificateView(StoredCertificate stored, Optional<List<InUse.Use>> uses, Instant now) {
    private static final String NO_PURPOSE = "NONE";
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    static CertificateView of(StoredCertificate stored, Optional<InUse> inUse) {
        return new CertificateView(
                stored, inUse.map(uses -> uses.of(stored.arn().value())), Instant.now());
    }

    X509Certificate leaf() {
        return stored.leaf();
    }

    String arn() {
        return stored.arn().value();
    }

    List<String> names() {
        return DomainNames.of(leaf());
    }

    /** How a list names it: by its first domain name, else by its subject. */
    String name() {
        return names().isEmpty() ? subject() : names().get(0);
    }

    String subject() {
        return leaf().getSubjectX500Principal().getName();
    }

    String issuer() {
        return leaf().getIssuerX500Principal().getName();
    }

    /** In ACM's names; so are the usages. */
    String keyAlgorithm() {
        return KeyTypeName.of(leaf().getPublicKey());
    }

    String signatureAlgorithm() {
        return SignatureName.of(leaf());
    }

    List<String> keyUsages() {
        return UsageNames.keyUsages(leaf());
    }

    List<Purpose> extendedKeyUsages() {
        return UsageNames.extendedKeyUsages(leaf());
    }

    /** Is it for this purpose of ACM's, {@code NONE} included? */
    boolean isFor(String purpose) {
        return purpose.equals(NO_PURPOSE)
                ? extendedKeyUsages().isEmpty()
                : extendedKeyUsages().stream().anyMatch(named -> named.name().equals(purpose));
    }

    /** Pairs of hex digits with colons between them. */
    String serial() {
        byte[] bytes = leaf().getSerialNumber().toByteArray();
        boolean signOnly = bytes.length > 1 && bytes[0] == 0;
        return COLONS.formatHex(bytes, signOnly ? 1 : 0, bytes.length);
    }

    boolean isExpired() {
        return now.isAfter(leaf().getNotAfter().toInstant());
    }

    /** As the AWS command line prints times: ISO 8601 with an offset; always UTC, so that runs compare. */
    static String time(Instant instant) {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx").format(instant.atOffset(ZoneOffset.UTC));
    }
}
