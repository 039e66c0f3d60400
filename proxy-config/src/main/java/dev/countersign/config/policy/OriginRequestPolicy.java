package dev.countersign.config.policy;

/**
 * What of a viewer's request goes to the origin (CloudFront, "Control origin requests with a policy").
 *
 * @param headers names of fields, in any case; never Cookie, which {@code cookies} is about
 * @param cookies names of cookies, case-sensitive
 * @param queryStrings names of query parameters, not percent-encoded, case-sensitive
 */
public record OriginRequestPolicy(NameChoice headers, NameChoice cookies, NameChoice queryStrings) {
    /** The origin is asked for the viewer's host, not for its own. */
    public boolean forwardsHost() {
        return headers.includes("Host");
    }
}
