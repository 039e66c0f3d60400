package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * What became of each attempt of one exchange, as {@code origin.history}: the origin, what came of the question of our
 * certificate, the status it answered with, the failure that ended it; as far as there is one. An attempt is written down
 * when another one follows, so an exchange of one attempt costs nothing here. Reused.
 */
final class AttemptHistory {
    private @Nullable ByteWriter earlier;

    /** The attempt that the record speaks of is not the last one; {@code error} is what ended it. */
    void add(ExchangeRecord exchange, @Nullable String error) {
        ByteWriter entries = earlier;
        if (entries == null) {
            entries = new ByteWriter(256);
            earlier = entries;
        }
        entry(exchange, error, entries);
        entries.put(',');
    }

    /** Appends the member, with the attempt that the record speaks of as its last item; nothing where there was one alone. */
    void write(ExchangeRecord exchange, ByteWriter out) {
        ByteWriter entries = earlier;
        if (entries == null || entries.length() == 0) {
            return;
        }
        out.ascii(",\"origin.history\":[").put(entries.array(), 0, entries.length());
        entry(exchange, exchange.errorType, out);
        out.put(']');
    }

    private static void entry(ExchangeRecord exchange, @Nullable String error, ByteWriter out) {
        out.ascii("{\"origin\":\"");
        JsonText.escape(out, exchange.origin);
        out.put('"');
        if (exchange.outcome != null) {
            JsonMembers.text(out, "outcome", exchange.outcome.label());
        }
        if (exchange.originStatus > 0) {
            JsonMembers.number(out, "status", exchange.originStatus);
        }
        JsonMembers.text(out, "error", error);
        out.put('}');
    }

    void clear() {
        ByteWriter entries = earlier;
        if (entries != null) {
            entries.clear();
        }
    }
}
