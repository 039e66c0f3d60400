package dev.countersign.server.command.certificates.answer;

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
public record CertificateView(StoredCertificate stored, Optional<List<ArnUses.Use>> uses, Instant now) {
    private static final String REGION = "us-east-1";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");

    /** As of now; {@code inUse} is empty where no configuration was given. */
    public static CertificateView of(StoredCertificate stored, Optional<ArnUses> inUse) {
        return new CertificateView(
                stored, inUse.map(uses -> uses.of(stored.arn().value())), Instant.now());
    }

    /** The certificate itself. */
    public X509Certificate leaf() {
        return stored.leaf();
    }

    /** The whole ARN. */
    public String arn() {
        return stored.arn().value();
    }

    /** Its domain names, the first of them ACM's {@code DomainName}; may be empty. */
    public List<String> names() {
        return DomainNames.of(leaf());
    }

    /** How a list names it: by its first domain name, else by its subject. */
    public String name() {
        return names().isEmpty() ? subject() : names().get(0);
    }

    /** Whole, in the form of RFC 2253; empty for none. */
    public String subject() {
        return leaf().getSubjectX500Principal().getName();
    }

    /** Whole, in the form of RFC 2253. */
    public String issuer() {
        return leaf().getIssuerX500Principal().getName();
    }

    /** In ACM's names; so are the usages. */
    public String keyAlgorithm() {
        return KeyTypeName.of(leaf().getPublicKey());
    }

    /** Such as {@code SHA256WITHRSA}. */
    public String signatureAlgorithm() {
        return SignatureName.of(leaf());
    }

    /** Such as {@code DIGITAL_SIGNATURE}. */
    public List<String> keyUsages() {
        return UsageNames.keyUsages(leaf());
    }

    /** Such as {@code TLS_WEB_CLIENT_AUTHENTICATION}. */
    public List<ExtendedUsage> extendedKeyUsages() {
        return UsageNames.extended(leaf());
    }

    /** Is it for this purpose of ACM's, {@code NONE} included? */
    public boolean isFor(String purpose) {
        return extendedKeyUsages().stream().anyMatch(usage -> usage.name().equals(purpose));
    }

    /** Pairs of hex digits with colons between them. */
    public String serial() {
        return SerialNumber.of(leaf());
    }

    /**
     * What CloudFront has against attaching it to an origin, region included; empty for what may be attached. Each is the
     * rest of a sentence about it.
     */
    public List<String> whyNotEligible() {
        String region = stored.arn().region();
        Stream<String> abroad = region.equals(REGION)
                ? Stream.of()
                : Stream.of("is in region " + region + ": import it under an ARN in " + REGION);
        return Stream.concat(abroad, AttachmentRules.CLOUDFRONT.judge(stored.chain()).refusals().stream())
                .toList();
    }

    /** Has its last day passed? It is presented all the same. */
    public boolean isExpired() {
        return now.isAfter(leaf().getNotAfter().toInstant());
    }

    /** As the AWS command line prints times: ISO 8601 with an offset; always UTC, so that runs compare. */
    public static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }
}
