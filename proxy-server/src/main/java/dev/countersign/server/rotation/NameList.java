package dev.countersign.server.rotation;

import java.util.List;

/** Names in a sentence: one certificate may serve a thousand origins, and the line that says so has to be read. */
public final class NameList {
    private static final int SHOWN = 5;

    private NameList() {}

    /** All of a few; of many the first, and how many more there are. */
    public static String of(List<String> names) {
        List<String> distinct = names.stream().distinct().toList();
        if (distinct.size() <= SHOWN + 1) {
            return String.join(", ", distinct);
        }
        return String.join(", ", distinct.subList(0, SHOWN)) + " and " + (distinct.size() - SHOWN) + " more";
    }
}
