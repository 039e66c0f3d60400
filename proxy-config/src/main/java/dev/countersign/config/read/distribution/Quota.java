package dev.countersign.config.read.distribution;

import dev.countersign.config.yaml.Fields;

/** How many of something CloudFront takes, and the name of its error where there are more. (CloudFront, "Quotas".) */
public enum Quota {
    DISTRIBUTIONS("distributions", "TooManyDistributions", 500),
    ORIGINS("origins", "TooManyOrigins", 100),
    ORIGIN_GROUPS("originGroups", "TooManyOriginGroupsPerDistribution", 10),
    BEHAVIORS("cacheBehaviors", "TooManyCacheBehaviors", 75),
    ALIASES("aliases", "TooManyDistributionCNAMEs", 100);

    private final String key;
    private final String error;
    private final int most;

    Quota(String key, String error, int most) {
        this.key = key;
        this.error = error;
        this.most = most;
    }

    /** Complains where the list in this mapping holds more. */
    public void bind(Fields mapping) {
        mapping.peek(key)
                .filter(list -> list.value().count() > most)
                .ifPresent(list -> mapping.problem(
                        list.position(),
                        error + ": holds " + list.value().count() + ", and CloudFront takes at most " + most
                                + (mapping.translated()
                                        ? "; remove some"
                                        : "; remove some, or set edge.quotas: none")));
    }
}
