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
 * @param postQuantum offers the key agreement, where the TLS engine has it
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
        boolean postQuantum,
        boolean forwardsHost) {

    OriginPlan at(Site other) {
        return new OriginPlan(other, domainName, slot, fallback, require, trust, versions, postQuantum, forwardsHost);
    }

    OriginPlan named(String other) {
        return new OriginPlan(site, other, slot, fallback, require, trust, versions, postQuantum, forwardsHost);
    }

    OriginPlan presenting(Optional<String> other) {
        Optional<String> second =
                other.isPresent() ? fallback.filter(arn -> !other.equals(fallback)) : Optional.empty();
        return new OriginPlan(
                site,
                domainName,
                other,
                second,
                require && other.isPresent(),
                trust,
                versions,
                postQuantum,
                forwardsHost);
    }

    OriginPlan withFallback(Optional<String> other) {
        Optional<String> second = slot.isPresent() ? other.filter(arn -> !other.equals(slot)) : Optional.empty();
        return new OriginPlan(site, domainName, slot, second, require, trust, versions, postQuantum, forwardsHost);
    }

    OriginPlan requiring(boolean wanted) {
        return new OriginPlan(
                site,
                domainName,
                slot,
                fallback,
                wanted && slot.isPresent(),
                trust,
                versions,
                postQuantum,
                forwardsHost);
    }

    OriginPlan trusting(TrustPlan other) {
        return new OriginPlan(site, domainName, slot, fallback, require, other, versions, postQuantum, forwardsHost);
    }

    OriginPlan speaking(String other) {
        return new OriginPlan(site, domainName, slot, fallback, require, trust, other, postQuantum, forwardsHost);
    }

    OriginPlan postQuantum(boolean wanted) {
        return new OriginPlan(site, domainName, slot, fallback, require, trust, versions, wanted, forwardsHost);
    }

    OriginPlan forwarding(boolean wanted) {
        return new OriginPlan(site, domainName, slot, fallback, require, trust, versions, postQuantum, wanted);
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
                          postQuantum: %s
                          trust: {%s}
                """.formatted(id, domainName, site.address(), site.port(), versions, postQuantum, trust.yaml())
                + slot.map(arn -> "          originMtlsConfig: {clientCertificateArn: '%s'%s, mode: %s}\n"
                                .formatted(
                                        arn,
                                        fallback.map(second -> ", fallbackCertificateArn: '" + second + "'")
                                                .orElse(""),
                                        require ? "require" : "offer"))
                        .orElse("");
    }
}
