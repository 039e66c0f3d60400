package dev.countersign.config.cloudfront.managed;

import static dev.countersign.config.policy.NameChoice.ALL;
import static dev.countersign.config.policy.NameChoice.NONE;
import static dev.countersign.config.policy.NameChoice.allExcept;
import static dev.countersign.config.policy.NameChoice.whitelist;

import dev.countersign.config.policy.NameChoice;
import dev.countersign.config.policy.OriginRequestPolicy;
import java.util.List;
import java.util.Optional;

/** CloudFront's own policies, by name or id ("Use managed origin request policies"). */
public record ManagedOriginRequestPolicy(String name, String id, OriginRequestPolicy policy) {
    private static final List<ManagedOriginRequestPolicy> ALL_OF_THEM = List.of(
            managed("AllViewer", "216adef6-5c7f-47e4-b989-5492eafa07d3", ALL, ALL, ALL),
            managed("AllViewerExceptHostHeader", "b689b0a8-53d0-40ab-baf2-68738e2966ac", allExcept("Host"), ALL, ALL),
            managed("CORS-CustomOrigin", "59781a5b-3903-41f3-afcb-af62929ccde1", whitelist("Origin"), NONE, NONE),
            managed(
                    "CORS-S3Origin",
                    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
                    whitelist("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method"),
                    NONE,
                    NONE),
            managed("HostHeaderOnly", "bf0718e1-ba1e-49d1-88b1-f726733018ae", whitelist("Host"), NONE, NONE),
            managed(
                    "UserAgentRefererHeaders",
                    "acba4595-bd28-49b8-b9fe-13317c0390fa",
                    whitelist("User-Agent", "Referer"),
                    NONE,
                    NONE),
            managed(
                    "Elemental-MediaTailor-PersonalizedManifests",
                    "775133bc-15f2-49f9-abea-afb2e0bf67d2",
                    whitelist(
                            "Origin",
                            "Access-Control-Request-Headers",
                            "Access-Control-Request-Method",
                            "User-Agent",
                            "X-Forwarded-For"),
                    NONE,
                    ALL));

    /** Not one of them: it wants fields that this edge does not add. */
    public static final List<String> WITH_CLOUDFRONT_HEADERS =
            List.of("AllViewerAndCloudFrontHeaders-2022-06", "33f36d7e-f396-46d9-90e0-52428a34d9dc");

    private static ManagedOriginRequestPolicy managed(
            String name, String id, NameChoice headers, NameChoice cookies, NameChoice queryStrings) {
        return new ManagedOriginRequestPolicy(name, id, new OriginRequestPolicy(headers, cookies, queryStrings));
    }

    /** Their names, as CloudFront's documents list them. */
    public static List<String> names() {
        return ALL_OF_THEM.stream().map(ManagedOriginRequestPolicy::name).toList();
    }

    /** The policy of that name or id. */
    public static Optional<OriginRequestPolicy> named(String nameOrId) {
        return ALL_OF_THEM.stream()
                .filter(managed -> managed.name.equals(nameOrId) || managed.id.equals(nameOrId))
                .map(ManagedOriginRequestPolicy::policy)
                .findFirst();
    }

    /** The id of the one that forwards the same; empty where none does. */
    public static Optional<String> id(OriginRequestPolicy policy) {
        return same(policy).map(ManagedOriginRequestPolicy::id);
    }

    /** The name of the one that forwards the same; empty where none does. */
    public static Optional<String> name(OriginRequestPolicy policy) {
        return same(policy).map(ManagedOriginRequestPolicy::name);
    }

    private static Optional<ManagedOriginRequestPolicy> same(OriginRequestPolicy policy) {
        return ALL_OF_THEM.stream()
                .filter(managed -> managed.policy.equals(policy))
                .findFirst();
    }
}
