package dev.countersign.server.command.certificates;

import dev.countersign.certs.naming.DomainNames;
import dev.countersign.certs.naming.ExtendedUsage;
import dev.countersign.certs.naming.KeyTypeName;
import dev.countersign.certs.naming.SerialNumber;
import dev.countersign.certs.naming.SignatureName;
import dev.countersign.certs.naming.UsageNames;
import dev.countersign.certs.rules.AttachmentRules;
import dev.countersign.certs.store.StoredCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A certificate of the store as ACM describes one (ACM API, types CertificateDetail and CertificateSummary).
 *
 * @param uses where it is used; empty where nobody knows
 * @param now decides whether it has expired
 */
record CertificateView(StoredCertificate stored, Optional<List<InUse.Use>> uses, Instant now) {
    private static final String REGION = "us-east-1";
    private static final int REGION_PART = 3; // arn:PARTITION:acm:REGION:...
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

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

    List<ExtendedUsage> extendedKeyUsages() {
        return UsageNames.extended(leaf());
    }

    /** Is it for this purpose of ACM's, {@code NONE} included? */
    boolean isFor(String purpose) {
        return extendedKeyUsages().stream().anyMatch(usage -> usage.name().equals(purpose));
    }

    /** Pairs of hex digits with colons between them. */
    String serial() {
        return SerialNumber.of(leaf());
    }

    /**
     * What CloudFront has against attaching it to an origin, region included; empty for what may be attached. Each is the
     * rest of a sentence about it.
     */
    List<String> whyNotEligible() {
        String region = arn().split(":", -1)[REGION_PART];
        Stream<String> abroad = region.equals(REGION)
                ? Stream.of()
                : Stream.of("is in region " + region + ": import it under an ARN in " + REGION);
        return Stream.concat(abroad, AttachmentRules.CLOUDFRONT.judge(stored.chain()).refusals().stream())
                .toList();
    }

    boolean isExpired() {
        return now.isAfter(leaf().getNotAfter().toInstant());
    }

    /** As the AWS command line prints times: ISO 8601 with an offset; always UTC, so that runs compare. */
    static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
