package dev.countersign.core.exchange;

/**
 * What to do with an interim response (RFC 9110 section 15.2). A 100 answers an Expect that was not forwarded, so it ends
 * here, and a second one is an error (CloudFront, "Request and response behavior for custom origins"). A 101 is no interim
 * response to pass on; it is dealt with before.
 */
enum InterimRule {
    SWALLOW,
    PASS_ON,
    REFUSE;

    private static final int CONTINUE = 100;

    /** More than this many interim responses to one request is a flood. */
    private static final int MOST = 8;

    /** {@code count} interim responses have come, this one included; HTTP/1.0 viewers know none. */
    static InterimRule decide(int status, int count, int viewerMinorVersion) {
        if (count > MOST || (status == CONTINUE && count > 1)) {
            return REFUSE;
        }
        return status == CONTINUE || viewerMinorVersion == 0 ? SWALLOW : PASS_ON;
    }
}
