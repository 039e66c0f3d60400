package dev.countersign.config.cloudfront;

import dev.countersign.config.yaml.YamlNode;
import dev.countersign.config.yaml.YamlNode.Mapping;
import dev.countersign.config.yaml.YamlNode.Scalar;
import dev.countersign.config.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;

/** What is wrapped in CloudFront's origin groups, and plain by hand. */
final class OriginGroups {
    private static final String CODES = "StatusCodes";
    private static final String ID = "OriginId";

    private OriginGroups() {}

    /** Criteria that list nothing are an empty list, where the list would stand. */
    static YamlNode statusCodes(YamlNode criteria, Shape shape, Translator run) {
        if (!(criteria instanceof Mapping mapping)) {
            return criteria;
        }
        return mapping.child(CODES)
                .map(codes -> run.value(codes, Shape.list()))
                .orElseGet(() -> new Sequence(mapping.position().member(CODES), List.of()));
    }

    static YamlNode members(YamlNode members, Shape shape, Translator run) {
        if (!(members instanceof Mapping listing)) {
            return members;
        }
        List<YamlNode> ids = new ArrayList<>();
        for (YamlNode item : Translator.items(listing)) {
            ids.add(member(item, run));
        }
        return new Sequence(members.position(), ids);
    }

    /** A member without an id is one whose id is empty: it is no origin's. */
    private static YamlNode member(YamlNode item, Translator run) {
        if (item instanceof Mapping member) {
            return member.child(ID).orElseGet(() -> new Scalar(member.position().member(ID), "", false));
        }
        if (!(item instanceof Scalar scalar && scalar.isNull())) {
            run.problem(item.position(), "must be a mapping, as {\"OriginId\": \"…\"}, not " + item.kind());
        }
        return item;
    }
}
