package dev.countersign.config.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is added to a response on its way to the viewer, and what is removed from it (CloudFront, "Understand response
 * headers policies").
 *
 * @param added custom and security headers, each name once
 * @param removed names in any case
 */
public record ResponseHeadersPolicy(List<Added> added, Set<String> removed, Optional<Cors> cors) {
    public ResponseHeadersPolicy {
        added = List.copyOf(added);
        removed = Set.copyOf(removed);
    }

    /** {@code override}: it replaces what the origin sent; else it is added only where the origin sent none. */
    public record Added(String name, String value, boolean override) {}

    /**
     * What the response to a cross-origin request says (Fetch standard, "CORS protocol").
     *
     * @param allowOrigins as {@code https://example.com}, {@code https://*.example.com} or {@code *}; at least one
     * @param allowMethods upper case, or {@code ALL}
     * @param originOverride these replace what the origin sent; else they are added only where the origin sent none
     */
    public record Cors(
            List<String> allowOrigins,
            List<String> allowHeaders,
            List<String> allowMethods,
            boolean allowCredentials,
            List<String> exposeHeaders,
            Optional<Duration> maxAge,
            boolean originOverride) {
        public Cors {
            allowOrigins = List.copyOf(allowOrigins);
            allowHeaders = List.copyOf(allowHeaders);
            allowMethods = List.copyOf(allowMethods);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }
}
