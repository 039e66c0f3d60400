package dev.countersign.config.cloudfront.write;

import dev.countersign.config.Defaults;
import dev.countersign.config.cloudfront.managed.ManagedOriginRequestPolicy;
import dev.countersign.config.cloudfront.managed.ManagedResponseHeadersPolicy;
import dev.countersign.config.distribution.BehaviorConfig;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.policy.ResponseHeadersPolicy;
import dev.countersign.config.read.distribution.Labels;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The behaviors of one distribution (CloudFront, API Reference, "CacheBehavior"). */
final class Behaviors {
    /** CloudFront's CachingDisabled ("Use managed cache policies"): what is not cached here is not to be cached there. */
    static final String CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

    /** No id: CloudFront refuses a document that still holds it. */
    private static final String TO_BE_CREATED = "CREATE-THIS-POLICY-FIRST";

    private final Written distribution;
    private final Problems problems;

    Behaviors(Written distribution, Problems problems) {
        this.distribution = distribution;
        this.problems = problems;
    }

    void addTo(Nodes.Members members, DistributionConfig config) {
        Written first = distribution.at("defaultCacheBehavior").orElse(distribution);
        members.add("DefaultCacheBehavior", behavior(new Nodes.Members(), config.defaultBehavior(), first));
        List<Written> written = distribution.items("cacheBehaviors");
        List<YamlNode> others = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            BehaviorConfig behavior = config.behaviors().get(i);
            others.add(
                    behavior(new Nodes.Members().add("PathPattern", behavior.pathPattern()), behavior, written.get(i)));
        }
        members.add("CacheBehaviors", Nodes.list(others));
    }

    private Mapping behavior(Nodes.Members members, BehaviorConfig behavior, Written written) {
        members.add("TargetOriginId", behavior.targetOriginId())
                .add("ViewerProtocolPolicy", Labels.dashed(behavior.viewerProtocolPolicy()))
                .add("AllowedMethods", methods(behavior.allowedMethods()))
                .add("Compress", Nodes.bool(false))
                .add(
                        "LambdaFunctionAssociations",
                        Nodes.list(written.items("lambdaFunctionAssociations").stream()
                                .map(Behaviors::lambda)
                                .toList()))
                .add(
                        "FunctionAssociations",
                        Nodes.list(written.items("functionAssociations").stream()
                                .map(Behaviors::function)
                                .toList()))
                .add("CachePolicyId", CACHING_DISABLED)
                .add("OriginRequestPolicyId", originRequestPolicy(behavior, written));
        behavior.responseHeadersPolicy()
                .ifPresent(policy -> members.add("ResponseHeadersPolicyId", responseHeadersPolicy(policy, written)));
        written.at("grpcConfig")
                .ifPresent(grpc -> members.add(
                        "GrpcConfig",
                        new Nodes.Members()
                                .add("Enabled", Nodes.bool(grpc.text("enabled").equals("true")))
                                .mapping()));
        return members.mapping();
    }

    private static Mapping methods(Set<String> allowed) {
        List<String> inOrder =
                Defaults.ALLOWED_METHODS.stream().filter(allowed::contains).toList();
        return new Nodes.Members()
                .add("Quantity", Nodes.number(inOrder.size()))
                .add("Items", Nodes.sequence(inOrder.stream().map(Nodes::text).toList()))
                .add("CachedMethods", Nodes.texts(List.of("GET", "HEAD")))
                .mapping();
    }

    private String originRequestPolicy(BehaviorConfig behavior, Written written) {
        return ManagedOriginRequestPolicy.id(behavior.originRequestPolicy())
                .orElseGet(() -> toBeCreated(written.at("originRequestPolicy").orElse(written)));
    }

    private String responseHeadersPolicy(ResponseHeadersPolicy policy, Written written) {
        return ManagedResponseHeadersPolicy.like(policy)
                .map(ManagedResponseHeadersPolicy::id)
                .orElseGet(() -> toBeCreated(written.at("responseHeadersPolicy").orElse(written)));
    }

    private String toBeCreated(Written policy) {
        problems.warn(
                policy.position(),
                "is none of CloudFront's own policies, and others stand beside distributions: create it there, and write"
                        + " its id in place of " + TO_BE_CREATED);
        return TO_BE_CREATED;
    }

    private static Mapping lambda(Written association) {
        return new Nodes.Members()
                .add("LambdaFunctionARN", association.text("lambdaFunctionArn"))
                .add("EventType", association.text("eventType"))
                .add("IncludeBody", Nodes.bool(association.text("includeBody").equals("true")))
                .mapping();
    }

    private static Mapping function(Written association) {
        return new Nodes.Members()
                .add("FunctionARN", association.text("functionArn"))
                .add("EventType", association.text("eventType"))
                .mapping();
    }
}
