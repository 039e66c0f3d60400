package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import java.nio.charset.StandardCharsets;

/**
 * The inside of a JSON string (RFC 8259 section 7) from bytes a viewer chose. Whatever the bytes, the result is UTF-8
 * without control characters: neither a JSON reader nor a terminal that shows the log can be led astray.
 *
 * <p>Well-formed UTF-8 is copied; a byte that is not part of it is written as the character of that number,
 * {@code \u00ff}. Quotation mark, backslash, C0 and C1 controls and DEL are escaped.
 */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    static void escape(ByteWriter out, String text) {
        if (isPlain(text)) {
            out.ascii(text);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            escape(out, bytes, 0, bytes.length);
        }
    }

    /** {@code to} is exclusive. */
    static void escape(ByteWriter out, byte[] bytes, int from, int to) {
        int kept = from;
        int at = from;
        while (at < to) {
            if (isPlain(bytes[at])) {
                at++;
                continue;
            }
            int count = sequence(bytes, at, to);
            if (count > 1 && !isC1Control(bytes, at)) {
                at += count;
                continue;
            }
            out.put(bytes, kept, at - kept);
            if (count > 1) {
                escaped(out, bytes[at + 1] & 0xff);
                at += 2;
            } else {
                escaped(out, bytes[at] & 0xff);
                at++;
            }
            kept = at;
        }
        out.put(bytes, kept, to - kept);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7e || !isPlain((byte) c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(byte b) {
        return b >= 0x20 && b < 0x7f && b != '"' && b != '\\';
    }

    /** U+0080 to U+009F: C2 80 to C2 9F. */
    private static boolean isC1Control(byte[] bytes, int at) {
        return bytes[at] == (byte) 0xc2 && (bytes[at + 1] & 0xff) < 0xa0;
    }

    private static void escaped(ByteWriter out, int character) {
        if (character == '"' || character == '\\') {
            out.put('\\').put(character);
        } else {
            out.ascii("\\u00").put(HEX[character >> 4]).put(HEX[character & 0xf]);
        }
    }

    /** The length of the UTF-8 sequence at {@code at} (RFC 3629 section 4); 1 when there is no well-formed one of several bytes. */
    private static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        int count;
        int lowest = 0x80;
        int highest = 0xbf;
        if (lead >= 0xc2 && lead <= 0xdf) {
            count = 2;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            count = 3;
            lowest = lead == 0xe0 ? 0xa0 : 0x80;
            highest = lead == 0xed ? 0x9f : 0xbf;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            count = 4;
            lowest = lead == 0xf0 ? 0x90 : 0x80;
            highest = lead == 0xf4 ? 0x8f : 0xbf;
        } else {
            return 1;
        }
        if (at + count > to) {
            return 1;
        }
        int second = bytes[at + 1] & 0xff;
        if (second < lowest || second > highest) {
            return 1;
        }
        for (int i = at + 2; i < at + count; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 1;
            }
        }
        return count;
    }
}
