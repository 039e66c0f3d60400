package dev.countersign.config.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Which keys does the reader know? Asked of the reader itself, by handing it keys that nobody knows. */
final class KeyTree {
    private static final String NOBODY_KNOWS = "qqqqqqqqqqqqqqqqqqqq";
    private static final Pattern ANSWER =
            Pattern.compile("[^ ]+ (?:(.*)\\.)?" + NOBODY_KNOWS + ": unknown key; keys here are: (.*)");

    private KeyTree() {}

    /** A document with nothing in it but {@code value} at {@code path}. */
    static String containing(String path, Object value) {
        Object tree = value;
        List<String> steps = List.of(path.split("\\.", -1));
        for (int i = steps.size() - 1; i >= 0; i--) {
            String step = steps.get(i);
            tree = step.endsWith("[]")
                    ? Map.of(step.substring(0, step.length() - 2), List.of(tree))
                    : Map.of(step, tree);
        }
        return new Yaml().dump(tree);
    }

    /** The path of every key the reader takes or knows as not available yet, with {@code []} for any index. */
    static Set<String> known() {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Readings.resource("every-key.yaml"));
        String spoiled = new Yaml().dump(spoil(tree, ""));
        Set<String> known = new TreeSet<>(Unavailable.KEYS.keySet());
        for (String problem : Readings.problems(spoiled)) {
            Matcher answer = ANSWER.matcher(problem);
            if (answer.matches()) {
                String prefix = answer.group(1) == null ? "" : answer.group(1).replaceAll("\\[\\d+]", "[]") + ".";
                for (String key : answer.group(2).split(", ", -1)) {
                    known.add(prefix + key);
                }
            }
        }
        return known;
    }

    private static Object spoil(Object node, String key) {
        if (node instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(spoil(item, "")));
            return copy;
        }
        if (node instanceof Map<?, ?> map && !key.equals("customHeaders")) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(name, spoil(value, String.valueOf(name))));
            copy.put(NOBODY_KNOWS, "x");
            return copy;
        }
        return node;
    }
}
