package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import org.jspecify.annotations.Nullable;

/** Members of a JSON object, each with its comma in front: {@code ,"name":value}. Names are ASCII and need no escapes. */
final class JsonMembers {
    private JsonMembers() {}

    /** Left out when null. */
    static void text(ByteWriter out, String name, @Nullable String value) {
        if (value != null) {
            name(out, name);
            out.put('"');
            JsonText.escape(out, value);
            out.put('"');
        }
    }

    /** {@code to} is exclusive. */
    static void text(ByteWriter out, String name, byte[] value, int from, int to) {
        name(out, name);
        out.put('"');
        JsonText.escape(out, value, from, to);
        out.put('"');
    }

    static void number(ByteWriter out, String name, long value) {
        name(out, name);
        out.decimal(value);
    }

    static void flag(ByteWriter out, String name, boolean value) {
        name(out, name);
        out.ascii(value ? "true" : "false");
    }

    /** Milliseconds with up to three decimals; left out when negative. */
    static void millis(ByteWriter out, String name, long nanos) {
        if (nanos < 0) {
            return;
        }
        name(out, name);
        long micros = (nanos + 500) / 1000;
        out.decimal(micros / 1000);
        int fraction = (int) (micros % 1000);
        if (fraction > 0) {
            out.put('.').put('0' + fraction / 100);
            if (fraction % 100 > 0) {
                out.put('0' + fraction / 10 % 10);
            }
            if (fraction % 10 > 0) {
                out.put('0' + fraction % 10);
            }
        }
    }

    private static void name(ByteWriter out, String name) {
        out.ascii(",\"").ascii(name).ascii("\":");
    }
}
