package dev.countersign.config.cloudfront;

import dev.countersign.config.Position;
import dev.countersign.config.yaml.Problems;
import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Entry;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import java.util.List;
import java.util.Optional;

/** Where in a document the DistributionConfig stands. */
record Wrapping(Mapping config, Optional<Scalar> domainName) {
    private static final String CONFIG = "DistributionConfig";
    private static final String RESOURCE = "AWS::CloudFront::Distribution";
    private static final List<String> OF_A_CONFIG = List.of("CallerReference", "Origins", "DefaultCacheBehavior");

    /** Empty, with a problem added, when there is none, or more than one. */
    static Optional<Wrapping> open(YamlNode root, Problems problems) {
        if (root instanceof Mapping mapping) {
            if (mapping.child("Resources").isPresent()) {
                return template(mapping, problems);
            }
            for (String wrapper : List.of("Distribution", "DistributionConfigWithTags", "Properties")) {
                Optional<Mapping> inner = mapping.child(wrapper).flatMap(Mapping::of);
                if (inner.isPresent()) {
                    return config(inner.orElseThrow(), problems);
                }
            }
            return config(mapping, problems);
        }
        return nothing(root.position(), problems);
    }

    private static Optional<Wrapping> config(Mapping around, Problems problems) {
        Optional<YamlNode> inner = around.child(CONFIG);
        if (inner.isEmpty()
                && OF_A_CONFIG.stream().anyMatch(it -> around.child(it).isPresent())) {
            return Optional.of(new Wrapping(around, Optional.empty()));
        }
        Optional<Mapping> config = inner.flatMap(Mapping::of);
        if (config.isEmpty()) {
            return nothing(inner.map(YamlNode::position).orElseGet(around::position), problems);
        }
        return config.map(it -> new Wrapping(it, around.child("DomainName").flatMap(Scalar::of)));
    }

    private static Optional<Wrapping> template(Mapping template, Problems problems) {
        List<Entry> resources = template.child("Resources")
                .flatMap(Mapping::of)
                .map(Mapping::entries)
                .orElseGet(List::of);
        List<Entry> distributions =
                resources.stream().filter(Wrapping::isDistribution).toList();
        if (distributions.size() > 1) {
            problems.add(
                    distributions.get(1).position(),
                    "is a second distribution beside "
                            + distributions.get(0).position().keyPath() + " on line "
                            + distributions.get(0).position().line()
                            + "; keep one in the file, and give the other a file of its own");
            return Optional.empty();
        }
        return distributions.stream()
                .findFirst()
                .flatMap(it -> Mapping.of(it.value()))
                .flatMap(it -> it.child("Properties"))
                .flatMap(Mapping::of)
                .map(properties -> config(properties, problems))
                .orElseGet(() -> nothing(template.position(), problems));
    }

    private static boolean isDistribution(Entry resource) {
        return Mapping.of(resource.value())
                .flatMap(it -> it.child("Type"))
                .flatMap(Scalar::of)
                .filter(type -> type.text().equals(RESOURCE))
                .isPresent();
    }

    private static Optional<Wrapping> nothing(Position position, Problems problems) {
        problems.add(
                position,
                "holds no distribution of CloudFront's; name the output of aws cloudfront get-distribution-config, or a"
                        + " CloudFormation template with one " + RESOURCE);
        return Optional.empty();
    }
}
