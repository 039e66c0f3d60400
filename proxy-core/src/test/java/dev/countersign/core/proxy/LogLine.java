package dev.countersign.core.proxy;

import dev.countersign.testkit.log.JsonLine;

/** One line of the access log, asked by key. */
public record LogLine(String text) {
    /** The value of a key: a string's content, or a number's or boolean's text; empty when the key is absent. */
    public String get(String key) {
        return new JsonLine(text).get(key);
    }

    @Override
    public String toString() {
        return text;
    }
}
