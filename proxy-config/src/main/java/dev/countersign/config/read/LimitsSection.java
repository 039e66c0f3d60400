package dev.countersign.config.read;

import dev.countersign.config.Defaults;
import dev.countersign.config.LimitsConfig;
import dev.countersign.config.yaml.Fields;
import java.time.Duration;
import java.util.Optional;

/** {@code limits}: a limit on everything. The bounds refuse slips of the pen, not unusual wishes. */
final class LimitsSection {
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_SERVER_NAMES = 10_000;
    private static final int LEAST_HEAD = 1 << 10;
    private static final int LEAST_URL = 64;
    private static final int MOST_HEAD = 1 << 20;
    private static final long MOST_BODY = 16L << 40;
    private static final int LEAST_LOG_QUEUE = 64 << 10;
    private static final int MOST_LOG_QUEUE = 1 << 30;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Between two messages of a WebSocket, where nobody waits for anybody. */
    private static final Duration LONGEST_SILENCE = Duration.ofDays(1);

    private LimitsSection() {}

    static LimitsConfig read(Fields fields) {
        int headBytes = fields.bufferSize("requestHeadBytes", LEAST_HEAD, MOST_HEAD, Defaults.REQUEST_HEAD_BYTES);
        return new LimitsConfig(
                count(fields, "viewerConnections", Defaults.VIEWER_CONNECTIONS),
                headBytes,
                urlBytes(fields, headBytes),
                fields.size("requestBodyBytes", 1, MOST_BODY, Defaults.REQUEST_BODY_BYTES),
                fields.bufferSize(
                        "originResponseHeadBytes", LEAST_HEAD, MOST_HEAD, Defaults.ORIGIN_RESPONSE_HEAD_BYTES),
                timeout(fields, "requestHeadTimeout", Defaults.REQUEST_HEAD_TIMEOUT),
                timeout(fields, "requestBodyTimeout", Defaults.REQUEST_BODY_TIMEOUT),
                timeout(fields, "viewerWriteTimeout", Defaults.VIEWER_WRITE_TIMEOUT),
                timeout(fields, "viewerIdleTimeout", Defaults.VIEWER_IDLE_TIMEOUT),
                fields.duration("webSocketIdleTimeout", SHORTEST, LONGEST_SILENCE, Defaults.WEB_SOCKET_IDLE_TIMEOUT),
                count(fields, "originConnectionsPerOrigin", Defaults.ORIGIN_CONNECTIONS_PER_ORIGIN),
                count(fields, "originHandshakesInFlight", Defaults.ORIGIN_HANDSHAKES_IN_FLIGHT),
                count(fields, "waitingRequestsPerOrigin", Defaults.WAITING_REQUESTS_PER_ORIGIN),
                fields.integer("serverNamesPerOrigin", 1, MOST_SERVER_NAMES, Defaults.SERVER_NAMES_PER_ORIGIN),
                rejectionBackoff(fields),
                fields.bufferSize("accessLogQueue", LEAST_LOG_QUEUE, MOST_LOG_QUEUE, Defaults.ACCESS_LOG_QUEUE));
    }

    private static Optional<LimitsConfig.RejectionBackoff> rejectionBackoff(Fields fields) {
        if (fields.has("rejectionBackoff")
                && fields.valueUnlessNone("rejectionBackoff").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(fields.section("rejectionBackoff", LimitsSection::delays));
    }

    private static LimitsConfig.RejectionBackoff delays(Fields fields) {
        Duration first = timeout(fields, "first", Defaults.FIRST_REJECTION_BACKOFF);
        Duration max = timeout(fields, "max", longer(first, Defaults.LONGEST_REJECTION_BACKOFF));
        if (max.compareTo(first) < 0) {
            fields.problem(
                    fields.position("max"),
                    "is shorter than first, " + first.toMillis() + "ms; raise this, or lower that");
        }
        return new LimitsConfig.RejectionBackoff(first, longer(first, max));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static int count(Fields fields, String key, int fallback) {
        return fields.integer(key, 1, MOST_CONNECTIONS, fallback);
    }

    private static Duration timeout(Fields fields, String key, Duration fallback) {
        return fields.duration(key, SHORTEST, LONGEST, fallback);
    }

    /** A request line is part of the head: a larger URL limit could never act. */
    private static int urlBytes(Fields fields, int headBytes) {
        int urlBytes = fields.bufferSize("urlBytes", LEAST_URL, MOST_HEAD, Math.min(Defaults.URL_BYTES, headBytes));
        if (urlBytes > headBytes) {
            fields.problem(
                    fields.position("urlBytes"),
                    "is larger than requestHeadBytes, " + headBytes
                            + ", which would act first; raise that, or lower this");
        }
        return urlBytes;
    }
}
