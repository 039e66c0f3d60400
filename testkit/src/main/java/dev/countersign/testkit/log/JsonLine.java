package dev.countersign.testkit.log;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One line of the JSON access log, asked by key. Flat JSON, so a key stands in it once. */
public record JsonLine(String text) {
    /** The value of a key: a string's content, or a number's or boolean's text; empty when the key is absent. */
    public String get(String key) {
        Matcher matcher = Pattern.compile("[{,]\"" + Pattern.quote(key) + "\":(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^,}]*))")
                .matcher(text);
        if (!matcher.find()) {
            return "";
        }
        return matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    }

    @Override
    public String toString() {
        return text;
    }
}
