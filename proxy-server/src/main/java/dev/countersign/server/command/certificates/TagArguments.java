package dev.countersign.server.command.certificates;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tags as a command line writes them: {@code KEY=VALUE}, split at the first equals sign. */
final class TagArguments {
    private TagArguments() {}

    /** In the order given; every text that is no tag, or repeats a key, goes to {@code problems}. */
    static Map<String, String> read(List<String> texts, List<String> problems) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                problems.add(text + ": write a tag as KEY=VALUE");
            } else if (tags.put(text.substring(0, equals), text.substring(equals + 1)) != null) {
                problems.add(text + ": the key " + text.substring(0, equals) + " is given twice");
            }
        }
        return tags;
    }
}
