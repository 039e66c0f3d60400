package dev.countersign.config.cloudfront.write;

import dev.countersign.config.distribution.CustomErrorResponse;
import dev.countersign.config.distribution.DistributionConfig;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.distribution.OriginGroup;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;

/** A distribution that was written by hand, as CloudFront's DistributionConfig: every member that CloudFront requires. */
final class HandWritten {
    private final Written written;
    private final boolean revealSecrets;
    private final Problems problems;

    private HandWritten(Written written, boolean revealSecrets, Problems problems) {
        this.written = written;
        this.revealSecrets = revealSecrets;
        this.problems = problems;
    }

    /**
     * The document; what it cannot say is among the warnings of {@code problems}, what it must not say among its mistakes.
     *
     * @param written the same distribution, word for word
     */
    static Mapping document(
            DistributionConfig distribution, Written written, boolean revealSecrets, Problems problems) {
        LeftOut.warn(written, problems);
        return new HandWritten(written, revealSecrets, problems).document(distribution);
    }

    private Mapping document(DistributionConfig distribution) {
        Nodes.Members members = new Nodes.Members()
                .add("CallerReference", distribution.id())
                .add("Aliases", Nodes.texts(distribution.aliases()))
                .add("DefaultRootObject", distribution.defaultRootObject())
                .add("Origins", Nodes.list(origins(distribution.origins())))
                .add(
                        "OriginGroups",
                        Nodes.list(distribution.originGroups().stream()
                                .map(HandWritten::group)
                                .toList()));
        new Behaviors(written, problems).addTo(members, distribution);
        return members.add("CustomErrorResponses", Nodes.list(errorResponses(distribution.customErrorResponses())))
                .add("Comment", distribution.id())
                .add("Enabled", Nodes.bool(distribution.enabled()))
                .add("ViewerCertificate", viewerCertificate(distribution))
                .mapping();
    }

    private List<YamlNode> origins(List<OriginConfig> origins) {
        List<Written> each = written.items("origins");
        List<YamlNode> nodes = new ArrayList<>();
        for (int i = 0; i < origins.size(); i++) {
            nodes.add(new Origin(each.get(i), revealSecrets, problems).node(origins.get(i)));
        }
        return nodes;
    }

    private static Mapping group(OriginGroup group) {
        return new Nodes.Members()
                .add("Id", group.id())
                .add(
                        "FailoverCriteria",
                        new Nodes.Members()
                                .add(
                                        "StatusCodes",
                                        Nodes.list(group.failoverCriteria().stream()
                                                .sorted()
                                                .map(Nodes::number)
                                                .toList()))
                                .mapping())
                .add(
                        "Members",
                        Nodes.list(group.members().stream()
                                .map(id ->
                                        new Nodes.Members().add("OriginId", id).mapping())
                                .toList()))
                .mapping();
    }

    private List<YamlNode> errorResponses(List<CustomErrorResponse> responses) {
        List<Written> each = written.items("customErrorResponses");
        List<YamlNode> nodes = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            nodes.add(new ErrorResponse(each.get(i), problems).node(responses.get(i)));
        }
        return nodes;
    }

    private Mapping viewerCertificate(DistributionConfig distribution) {
        if (!distribution.aliases().isEmpty()) {
            written.at("aliases")
                    .ifPresent(
                            aliases -> problems.warn(
                                    aliases.position(),
                                    "need a certificate that viewers see: replace null by the ARN of one in ACM for these names"));
            return new Nodes.Members()
                    .add("ACMCertificateArn", Nodes.nothing())
                    .add("SSLSupportMethod", "sni-only")
                    .add("MinimumProtocolVersion", "TLSv1.2_2021")
                    .mapping();
        }
        return new Nodes.Members()
                .add("CloudFrontDefaultCertificate", Nodes.bool(true))
                .mapping();
    }
}
