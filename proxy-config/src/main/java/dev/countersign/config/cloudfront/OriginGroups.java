package dev.countersign.config.cloudfront;

import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/** What is wrapped in CloudFront's origin groups, and plain by hand. */
final class OriginGroups {
    private OriginGroups() {}

    static YamlNode statusCodes(YamlNode criteria, Shape shape, Translator run) {
        return Mapping.of(criteria)
                .flatMap(it -> it.child("StatusCodes"))
                .<YamlNode>map(codes -> run.value(codes, Shape.list()))
                .orElse(criteria);
    }

    static YamlNode members(YamlNode members, Shape shape, Translator run) {
        if (!(members instanceof Mapping listing)) {
            return members;
        }
        List<YamlNode> ids = new ArrayList<>();
        for (YamlNode item : Translator.items(listing)) {
            ids.add(Mapping.of(item).flatMap(it -> it.child("OriginId")).orElse(item));
        }
        return new Sequence(members.position(), ids);
    }
}
