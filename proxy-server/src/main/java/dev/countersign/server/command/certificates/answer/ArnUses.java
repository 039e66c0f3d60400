package dev.countersign.server.command.certificates.answer;

import dev.countersign.config.Position;
import dev.countersign.config.ProxyConfig;
import dev.countersign.config.distribution.ClientCertificateRef;
import dev.countersign.config.distribution.OriginMtlsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Which origins of some configurations present which certificate of the store, first or as a fallback. */
public final class ArnUses {
    /**
     * One mention of an ARN.
     *
     * @param account the 12 digits that the configuration's own ARNs carry
     * @param at where the ARN stands
     */
    public record Use(String account, String distribution, String origin, Position at) {
        /** As pools, meters and the log name an origin. */
        public String name() {
            return distribution + "/" + origin;
        }

        /** As ACM's {@code InUseBy} names what uses a certificate. */
        public String distributionArn() {
            return "arn:aws:cloudfront::" + account + ":distribution/" + distribution;
        }
    }

    private final Map<String, List<Use>> usesByArn = new TreeMap<>();

    private ArnUses() {}

    /** The uses in all of these configurations. */
    public static ArnUses of(List<ProxyConfig> configs) {
        ArnUses uses = new ArnUses();
        configs.forEach(uses::add);
        return uses;
    }

    /** In the order of the configurations; empty for a certificate that none of them names. */
    public List<Use> of(String arn) {
        return usesByArn.getOrDefault(arn, List.of());
    }

    private void add(ProxyConfig config) {
        String account = config.certificateStore().account();
        config.distributions()
                .forEach(distribution -> distribution
                        .origins()
                        .forEach(origin -> origin.customOriginConfig()
                                .originMtlsConfig()
                                .ifPresent(mtls -> named(mtls)
                                        .forEach(ref -> usesByArn
                                                .computeIfAbsent(ref.arn().value(), arn -> new ArrayList<>())
                                                .add(new Use(
                                                        account,
                                                        distribution.id(),
                                                        origin.id(),
                                                        ref.arn().position()))))));
    }

    private static Stream<ClientCertificateRef.ByArn> named(OriginMtlsConfig mtls) {
        return Stream.concat(Stream.of(mtls.certificate()), mtls.fallback().stream())
                .filter(ClientCertificateRef.ByArn.class::isInstance)
                .map(ClientCertificateRef.ByArn.class::cast);
    }
}
