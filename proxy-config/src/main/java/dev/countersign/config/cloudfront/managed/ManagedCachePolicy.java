package dev.countersign.config.cloudfront.managed;

import static dev.countersign.config.policy.NameChoice.ALL;
import static dev.countersign.config.policy.NameChoice.NONE;
import static dev.countersign.config.policy.NameChoice.whitelist;

import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import java.util.List;
import java.util.Optional;

/**
 * CloudFront's own cache policies, by id ("Use managed cache policies"): what is in the cache key goes to the origin.
 *
 * @param caches what is asked for twice is answered from the cache, in CloudFront
 */
public record ManagedCachePolicy(String name, String id, boolean caches, OriginRequestPolicy forwarded) {
    private static final NameChoice METHODS =
            whitelist("Host", "Origin", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override");

    private static final List<ManagedCachePolicy> ALL_OF_THEM = List.of(
            managed("CachingDisabled", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", false, NONE, NONE, NONE),
            managed("CachingOptimized", "658327ea-f89d-4fab-a63d-7e88639e58f6", true, NONE, NONE, NONE),
            managed(
                    "CachingOptimizedForUncompressedObjects",
                    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
                    true,
                    NONE,
                    NONE,
                    NONE),
            managed("UseOriginCacheControlHeaders", "83da9c7e-98b4-4e11-a168-04f0df8e2c65", true, METHODS, ALL, NONE),
            managed(
                    "UseOriginCacheControlHeaders-QueryStrings",
                    "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
                    true,
                    METHODS,
                    ALL,
                    ALL),
            managed(
                    "Amplify",
                    "2e54312d-136d-493c-8eb9-b001f22f67d2",
                    true,
                    whitelist("Authorization", "CloudFront-Viewer-Country", "Host"),
                    ALL,
                    ALL),
            managed(
                    "Elemental-MediaPackage",
                    "08627262-05a9-4f76-9ded-b50ca2e3a84f",
                    true,
                    whitelist("Origin"),
                    NONE,
                    whitelist("aws.manifestfilter", "start", "end", "m")));

    private static ManagedCachePolicy managed(
            String name, String id, boolean caches, NameChoice headers, NameChoice cookies, NameChoice queryStrings) {
        return new ManagedCachePolicy(name, id, caches, new OriginRequestPolicy(headers, cookies, queryStrings));
    }

    /** The policy of that id. */
    public static Optional<ManagedCachePolicy> of(String id) {
        return ALL_OF_THEM.stream().filter(managed -> managed.id.equals(id)).findFirst();
    }
}
