package dev.countersign.config.plan;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which plans allow which feature: one row per feature, so that no plan is a bundle. Pay-as-you-go, which gates nothing,
 * is understood in every row. (CloudFront, "CloudFront flat-rate pricing plans".)
 */
public enum PlanFeature {
    ORIGIN_MTLS("a client certificate for an origin", Plan.BUSINESS, Plan.PREMIUM),
    ORIGIN_FAILOVER("an origin group", Plan.PREMIUM),
    ORIGIN_SHIELD("Origin Shield", Plan.PREMIUM),
    VPC_ORIGIN("a VPC origin", Plan.BUSINESS, Plan.PREMIUM),
    ORIGIN_ACCESS_IDENTITY("an origin access identity"),
    CUSTOM_CACHE_POLICY("a cache policy of one's own", Plan.BUSINESS, Plan.PREMIUM),
    CUSTOM_ORIGIN_REQUEST_POLICY("an origin request policy of one's own", Plan.BUSINESS, Plan.PREMIUM),
    CUSTOM_RESPONSE_HEADERS_POLICY("a response headers policy of one's own", Plan.BUSINESS, Plan.PREMIUM),
    LEGACY_CACHE_SETTINGS("a legacy cache setting (ForwardedValues)"),
    FIELD_LEVEL_ENCRYPTION("field-level encryption"),
    VIEWER_MTLS("mTLS with viewers", Plan.PREMIUM),
    IAM_SERVER_CERTIFICATE("a server certificate kept in IAM"),
    ACCESS_LOGS("an access log", Plan.PRO, Plan.BUSINESS, Plan.PREMIUM),
    REAL_TIME_LOGS("a real-time log"),
    ANYCAST_IPS("a list of Anycast IPs"),
    STAGING("staging"),
    MULTI_TENANCY("multi-tenancy");

    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, but its type does not say so
    private final Set<Plan> plans;

    PlanFeature(String label, Plan... flatRate) {
        this.label = label;
        EnumSet<Plan> all = EnumSet.of(Plan.PAY_AS_YOU_GO);
        all.addAll(List.of(flatRate));
        this.plans = Collections.unmodifiableSet(all);
    }

    /** As part of a sentence. */
    public String label() {
        return label;
    }

    /**
     * The plans that allow it, the cheapest first.
     *
     * @param proPlanAllowsOriginMtls how the contradiction in CloudFront's documents about the Pro plan is resolved
     */
    public Set<Plan> plans(boolean proPlanAllowsOriginMtls) {
        if (this != ORIGIN_MTLS || !proPlanAllowsOriginMtls) {
            return plans;
        }
        EnumSet<Plan> withPro = EnumSet.copyOf(plans);
        withPro.add(Plan.PRO);
        return withPro;
    }
}
