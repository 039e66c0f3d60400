package dev.countersign.config.distribution;

/**
 * What stands behind an origin. Only custom origins are served here; the others are answered 502, so that a distribution
 * which has one runs.
 */
public enum OriginKind {
    CUSTOM("customOriginConfig"),
    S3("s3OriginConfig"),
    VPC("vpcOriginConfig");

    private final String key;

    OriginKind(String key) {
        this.key = key;
    }

    /** The key that makes an origin one of this kind. */
    public String key() {
        return key;
    }
}
