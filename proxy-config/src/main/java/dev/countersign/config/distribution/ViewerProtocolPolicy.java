package dev.countersign.config.distribution;

/** What becomes of a plain-HTTP request; CloudFront, "Require HTTPS for communication between viewers and CloudFront". */
public enum ViewerProtocolPolicy {
    ALLOW_ALL,
    REDIRECT_TO_HTTPS,
    HTTPS_ONLY
}
