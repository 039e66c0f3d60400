package dev.countersign.config.distribution;

/** Which client certificates named by files are taken. */
public enum CertificateRules {
    /** What CloudFront takes. */
    CLOUDFRONT,
    /** Also what TLS can carry and CloudFront refuses, with a warning. */
    RELAXED
}
