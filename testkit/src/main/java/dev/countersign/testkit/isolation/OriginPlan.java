package dev.countersign.testkit.isolation;

import java.util.Optional;

/**
 * One origin as it is configured.
 *
 * @param slot the ARN of the certificate it presents; none, for an origin without mutual TLS
 * @param fallback the ARN of the second; only where there is a first
 * @param require {@code mode: require}
 * @param trust whose authorities may vouch for it
 * @param versions as they stand in the list
 * @param forwardsHost the viewer's Host is what it is asked for, and known by
 */
record OriginPlan(
        Site site,
        String domainName,
        Optional<String> slot,
        Optional<String> fallback,
        boolean require,
        TrustPlan trust,
        String versions,
        boolean forwardsHost) {

    OriginPlan at(Site other) {
        return new OriginPlan(other, domainName, slot, fallback, require, trust, versions, forwardsHost);
    }

    OriginPlan named(String other) {
        return new OriginPlan(site, other, slot, fallback, require, trust, versions, forwardsHost);
    }

    OriginPlan presenting(Optional<String> other) {
        Optional<String> second =
                other.isPresent() ? fallback.filter(arn -> !other.equals(fallback)) : Optional.empty();
        return new OriginPlan(
                site, domainName, other, second, require && other.isPresent(), trust, versions, forwardsHost);
    }

    OriginPlan withFallback(Optional<String> other) {
        Optional<String> second = slot.isPresent() ? other.filter(arn -> !other.equals(slot)) : Optional.empty();
        return new OriginPlan(site, domainName, slot, second, require, trust, versions, forwardsHost);
    }

    OriginPlan requiring(boolean wanted) {
        return new OriginPlan(
                site, domainName, slot, fallback, wanted && slot.isPresent(), trust, versions, forwardsHost);
    }

    OriginPlan trusting(TrustPlan other) {
        return new OriginPlan(site, domainName, slot, fallback, require, other, versions, forwardsHost);
    }

    OriginPlan speaking(String other) {
        return new OriginPlan(site, domainName, slot, fallback, require, trust, other, forwardsHost);
    }

    OriginPlan forwarding(boolean wanted) {
        return new OriginPlan(site, domainName, slot, fallback, require, trust, versions, wanted);
    }

    /** Its entry in the configuration. */
    String yaml(String id) {
        return """
                      - id: %s
                        domainName: %s
                        address: %s
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          originSslProtocols: [%s]
                          trust: {caBundle: %s}
                """.formatted(id, domainName, site.address(), site.port(), versions, trust.file())
                + slot.map(arn -> "          originMtlsConfig: {clientCertificateArn: '%s'%s, mode: %s}\n"
                                .formatted(
                                        arn,
                                        fallback.map(second -> ", fallbackCertificateArn: '" + second + "'")
                                                .orElse(""),
                                        require ? "require" : "offer"))
                        .orElse("");
    }
}
