package dev.countersign.config.cloudfront.managed;

import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.policy.ResponseHeadersPolicy.Added;
import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CloudFront's own policies ("Use managed response headers policies").
 *
 * @param id which documents name it by
 */
public record ManagedResponseHeadersPolicy(String name, String id, ResponseHeadersPolicy policy) {
    private static final List<Added> SECURITY = List.of(
            new Added("Strict-Transport-Security", "max-age=31536000", false),
            new Added("X-Content-Type-Options", "nosniff", true),
            new Added("X-Frame-Options", "SAMEORIGIN", false),
            new Added("X-XSS-Protection", "1; mode=block", false),
            new Added("Referrer-Policy", "strict-origin-when-cross-origin", false));

    private static final Optional<Cors> SIMPLE = Optional.of(cors(List.of(), List.of()));
    private static final Optional<Cors> PREFLIGHT = Optional.of(cors(List.of("ALL"), List.of("*")));

    private static final List<ManagedResponseHeadersPolicy> ALL_OF_THEM = List.of(
            managed("SimpleCORS", "60669652-455b-4ae9-85a4-c4c02393f86c", List.of(), SIMPLE),
            managed("CORS-With-Preflight", "5cc3b908-e619-4b99-88e5-2cf7f45965bd", List.of(), PREFLIGHT),
            managed("SecurityHeadersPolicy", "67f7725c-6f97-4210-82d7-5512b31e9d03", SECURITY, Optional.empty()),
            managed("CORS-and-SecurityHeadersPolicy", "e61eb60c-9c35-4d20-a928-2b84e02af89c", SECURITY, SIMPLE),
            managed(
                    "CORS-with-preflight-and-SecurityHeadersPolicy",
                    "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
                    SECURITY,
                    PREFLIGHT));

    private static Cors cors(List<String> methods, List<String> exposed) {
        return new Cors(List.of("*"), List.of(), methods, false, exposed, Optional.empty(), false);
    }

    private static ManagedResponseHeadersPolicy managed(
            String name, String id, List<Added> added, Optional<Cors> cors) {
        return new ManagedResponseHeadersPolicy(name, id, new ResponseHeadersPolicy(added, Set.of(), cors));
    }

    /** Their names, as CloudFront's documents list them. */
    public static List<String> names() {
        return ALL_OF_THEM.stream().map(ManagedResponseHeadersPolicy::name).toList();
    }

    /** The policy of that name or id. */
    public static Optional<ResponseHeadersPolicy> named(String nameOrId) {
        return ALL_OF_THEM.stream()
                .filter(managed -> managed.name.equals(nameOrId) || managed.id.equals(nameOrId))
                .map(ManagedResponseHeadersPolicy::policy)
                .findFirst();
    }

    /** The one that does the same to responses; empty where none does. */
    public static Optional<ManagedResponseHeadersPolicy> like(ResponseHeadersPolicy policy) {
        return ALL_OF_THEM.stream()
                .filter(managed -> managed.policy.equals(policy))
                .findFirst();
    }
}
