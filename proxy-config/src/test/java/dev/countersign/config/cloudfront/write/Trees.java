package dev.countersign.config.cloudfront.write;

import dev.countersign.config.yaml.YamlNode;
import java.util.List;

/** Looks into trees for tests. */
public final class Trees {
    private Trees() {}

    /** {@code Origins.Items[0].Id} in words: text in quotes, lists and objects as in JSON; {@code absent} where it is not. */
    static String at(YamlNode root, String path) {
        YamlNode node = root;
        for (String step : path.split("\\.", -1)) {
            String key = step.replaceAll("\\[\\d+]", "");
            List<YamlNode> values = node instanceof YamlNode.Mapping mapping
                    ? mapping.entries().stream()
                            .filter(entry -> entry.key().equals(key))
                            .map(YamlNode.Entry::value)
                            .toList()
                    : List.of();
            if (values.isEmpty()) {
                return "absent";
            }
            node = values.get(0);
            if (step.endsWith("]")) {
                int index = Integer.parseInt(step.substring(step.indexOf('[') + 1, step.length() - 1));
                List<YamlNode> items = ((YamlNode.Sequence) node).items();
                if (index >= items.size()) {
                    return "absent";
                }
                node = items.get(index);
            }
        }
        return words(node);
    }

    /** As JSON on one line, places aside. */
    public static String words(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.plain() ? scalar.text() : '"' + scalar.text() + '"';
        }
        if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().map(Trees::words).toList().toString();
        }
        return ((YamlNode.Mapping) node)
                .entries().stream()
                        .map(entry -> entry.key() + ": " + words(entry.value()))
                        .toList()
                        .toString()
                        .replaceFirst("^\\[(?s)(.*)]$", "{$1}");
    }
}
