package dev.countersign.certs.rules;

import dev.countersign.certs.naming.Printable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which tags may a certificate in the store have (ACM API, Tag; ACM User Guide, "Tag restrictions")? */
public final class TagRules {
    /** Tags of one certificate. */
    public static final int TAGS_LIMIT = 50;

    /** Characters of a key, at least one. */
    public static final int KEY_LIMIT = 128;

    /** Characters of a value, which may be empty. */
    public static final int VALUE_LIMIT = 256;

    private static final String RESERVED = "aws:";
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}\\p{Zs}_.:/=+\\-@]*");

    private TagRules() {}

    /**
     * What the rules say of all tags a certificate would have. Each sentence is the rest of one that begins with the ARN.
     *
     * @param all value by key
     */
    public static Findings judge(Map<String, String> all) {
        Judgement judgement = new Judgement();
        if (all.size() > TAGS_LIMIT) {
            judgement.refuse("would have " + all.size() + " tags: " + TAGS_LIMIT + " is the most, remove some");
        }
        new TreeMap<>(all).forEach((key, value) -> judgeTag(key, value, judgement));
        return judgement.findings();
    }

    private static void judgeTag(String key, String value, Judgement judgement) {
        String tag = "has a tag '" + Printable.of(key, KEY_LIMIT) + "' ";
        int keyLength = key.codePointCount(0, key.length());
        int valueLength = value.codePointCount(0, value.length());
        if (keyLength == 0 || keyLength > KEY_LIMIT) {
            judgement.refuse(tag + "whose key has " + keyLength + " characters: use 1 to " + KEY_LIMIT);
        }
        if (valueLength > VALUE_LIMIT) {
            judgement.refuse(tag + "whose value has " + valueLength + " characters: use " + VALUE_LIMIT + " at most");
        }
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            judgement.refuse(tag + "whose key begins with " + RESERVED + ", which is reserved: choose another key");
        }
        judgeCharacters(tag + "whose key", key, judgement);
        judgeCharacters(tag + "whose value", value, judgement);
    }

    private static void judgeCharacters(String what, String text, Judgement judgement) {
        if (!ALLOWED.matcher(text).matches()) {
            judgement.refuse(what + " has characters that tags may not have: use letters, digits, spaces and _.:/=+-@");
        }
    }
}
