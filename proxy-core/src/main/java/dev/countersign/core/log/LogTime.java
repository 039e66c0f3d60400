package dev.countersign.core.log;

import dev.countersign.core.http.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Writes {@code 2026-11-23T00:00:00.000Z} (RFC 3339, UTC), remembering the second it wrote last; belongs to one thread. */
final class LogTime {
    private static final int TO_SECONDS = "2026-11-23T00:00:00".length();

    private long second = Long.MIN_VALUE;
    private byte[] prefix = {};

    void write(ByteWriter out, long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            second = now;
            prefix = Instant.ofEpochSecond(now).toString().getBytes(StandardCharsets.US_ASCII);
        }
        int millis = Math.floorMod(epochMillis, 1000);
        out.put(prefix, 0, TO_SECONDS)
                .put('.')
                .put('0' + millis / 100)
                .put('0' + millis / 10 % 10)
                .put('0' + millis % 10)
                .put('Z');
    }
}
