package dev.countersign.certs.rules;

/** Is a certificate new to the origins it is for, or has a re-import taken something from it that it had when it was attached? */
public enum Attached {
    /** To be judged in full. */
    NEW,
    /**
     * A re-import under the same ARN took its TLS client authentication, which ACM allows: it stays in use, with a warning
     * instead of the refusal.
     */
    LOST_CLIENT_AUTHENTICATION
}
