package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.wire.RawResponse;
import java.util.Optional;
import java.util.Set;

/** What servers tell in {@code X-Seen-Subject}, {@code X-Seen-Serial} and {@code X-Seen-Reused}, each in its own spelling. */
final class SeenFields {
    private static final Set<String> YES = Set.of("r", "Resumed", "1", "true");
    private static final Set<String> ABSENT = Set.of("", "(null)", "\"\"");

    private SeenFields() {}

    static Sighting read(RawResponse response, String log) {
        return Sighting.of(
                field(response, "X-Seen-Subject"),
                field(response, "X-Seen-Serial"),
                Optional.of(YES.contains(field(response, "X-Seen-Reused"))));
    }

    private static String field(RawResponse response, String name) {
        String value = String.join("", response.header(name));
        return ABSENT.contains(value) ? "" : value.replace("\"", "");
    }
}
