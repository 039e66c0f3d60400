package dev.countersign.testkit.isolation;

/** A bundle of authorities that may vouch for an origin. */
enum TrustPlan {
    RIGHT,
    RIGHT_AND_MORE,
    WRONG;

    /** Its name in the directory of the configuration. */
    String file() {
        return name().toLowerCase(java.util.Locale.ROOT) + ".pem";
    }
}
