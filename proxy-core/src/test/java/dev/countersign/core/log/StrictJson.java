package dev.countersign.core.log;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one line holding one flat JSON object, and accepts nothing RFC 8259 does not, and no key twice. */
final class StrictJson {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private StrictJson(String text) {
        this.text = text;
    }

    /** Values are String, Boolean, Long or Double, in the order of the line. */
    static Map<String, Object> line(byte[] line) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
        StrictJson json = new StrictJson(text);
        Map<String, Object> object = json.object();
        json.expect('\n');
        if (json.at != text.length()) {
            throw json.wrong("more than one line");
        }
        return object;
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        do {
            String name = string();
            expect(':');
            if (members.put(name, value()) != null) {
                throw wrong("twice: " + name);
            }
        } while (accept(','));
        expect('}');
        return members;
    }

    private Object value() {
        if (text.charAt(at) == '"') {
            return string();
        }
        if (text.startsWith("true", at) || text.startsWith("false", at)) {
            boolean value = text.startsWith("true", at);
            at += value ? 4 : 5;
            return value;
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("no value");
        }
        at = number.end();
        String digits = number.group();
        if (digits.contains(".")) {
            return Double.valueOf(digits);
        }
        return Long.valueOf(digits);
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        expect('"');
        while (!accept('"')) {
            char c = text.charAt(at++);
            if (Character.isISOControl(c)) {
                throw wrong("bare control character");
            }
            value.append(c == '\\' ? escaped() : c);
        }
        return value.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == '"' || c == '\\') {
            return c;
        }
        if (c != 'u') {
            throw wrong("escape");
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw wrong("expected " + wanted);
        }
    }

    private boolean accept(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " at " + at + " of " + text);
    }
}
