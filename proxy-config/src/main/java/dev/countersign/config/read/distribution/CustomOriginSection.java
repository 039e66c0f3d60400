package dev.countersign.config.read.distribution;

import dev.countersign.config.Defaults;
import dev.countersign.config.Position;
import dev.countersign.config.TlsVersion;
import dev.countersign.config.distribution.CustomOriginConfig;
import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.config.distribution.OriginMtlsConfig;
import dev.countersign.config.distribution.OriginProtocolPolicy;
import dev.countersign.config.distribution.OriginTrust;
import dev.countersign.config.read.trust.OriginTrustSection;
import dev.countersign.config.yaml.Fields;
import dev.countersign.config.yaml.Value;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code customOriginConfig}: how an origin is spoken to. The ranges are CloudFront's, "Origin settings". */
final class CustomOriginSection {
    private static final int LARGEST_PORT = 65_535;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_READ = Duration.ofMinutes(2);
    private static final Duration LONGEST_KEEPALIVE = Duration.ofMinutes(5);

    private CustomOriginSection() {}

    static CustomOriginConfig read(Fields fields) {
        Optional<OriginProtocolPolicy> policy = fields.required(
                        "originProtocolPolicy", "write https-only, http-only or match-viewer")
                .flatMap(value -> value.choice(List.of(OriginProtocolPolicy.values()), Labels::dashed));
        Optional<OriginMtlsConfig> mtls =
                fields.value("originMtlsConfig").flatMap(value -> value.mapping(OriginMtlsSection::read));
        policy.ifPresent(it -> checkHttps(fields, it));
        return new CustomOriginConfig(
                fields.integer("httpPort", 1, LARGEST_PORT, Defaults.HTTP_PORT),
                fields.integer("httpsPort", 1, LARGEST_PORT, Defaults.HTTPS_PORT),
                policy.orElse(OriginProtocolPolicy.HTTPS_ONLY),
                fields.value("originSslProtocols")
                        .map(CustomOriginSection::protocols)
                        .orElse(Defaults.ORIGIN_SSL_PROTOCOLS),
                fields.bool("postQuantum", Defaults.POST_QUANTUM),
                fields.duration("originReadTimeout", SHORTEST, LONGEST_READ, Defaults.ORIGIN_READ_TIMEOUT),
                fields.duration(
                        "originKeepaliveTimeout", SHORTEST, LONGEST_KEEPALIVE, Defaults.ORIGIN_KEEPALIVE_TIMEOUT),
                fields.choice(
                        "ipAddressType", List.of(IpAddressType.values()), Labels::dashed, Defaults.IP_ADDRESS_TYPE),
                fields.section("trust", OriginTrustSection::read),
                mtls);
    }

    /** Stands in for a section that has been complained about. */
    static CustomOriginConfig unreadable(Position place) {
        return new CustomOriginConfig(
                Defaults.HTTP_PORT,
                Defaults.HTTPS_PORT,
                OriginProtocolPolicy.HTTPS_ONLY,
                Defaults.ORIGIN_SSL_PROTOCOLS,
                Defaults.POST_QUANTUM,
                Defaults.ORIGIN_READ_TIMEOUT,
                Defaults.ORIGIN_KEEPALIVE_TIMEOUT,
                Defaults.IP_ADDRESS_TYPE,
                OriginTrust.inPublicCas(place),
                Optional.empty());
    }

    private static void checkHttps(Fields fields, OriginProtocolPolicy policy) {
        Position place = fields.position("originProtocolPolicy");
        String written = "originProtocolPolicy on line " + place.line() + " is " + Labels.dashed(policy);
        if (fields.has("originMtlsConfig") && policy != OriginProtocolPolicy.HTTPS_ONLY) {
            fields.problem(
                    fields.position("originMtlsConfig"),
                    "needs originProtocolPolicy: https-only, but " + written + "; change that, or remove this");
        }
        if (fields.has("trust") && policy == OriginProtocolPolicy.HTTP_ONLY) {
            fields.problem(
                    fields.position("trust"), "acts on https only, but " + written + "; change that, or remove this");
        }
    }

    private static Set<TlsVersion> protocols(Value value) {
        Set<TlsVersion> versions = EnumSet.noneOf(TlsVersion.class);
        if (value.isEmptyList()) {
            value.problem("is empty; list TLSv1.2, TLSv1.3 or both");
        }
        for (Value item : value.items()) {
            item.choice(List.of(TlsVersion.values()), TlsVersion::label)
                    .filter(version -> !versions.add(version))
                    .ifPresent(version -> item.problem("stands in the list twice; remove one of the two"));
        }
        return versions;
    }
}
