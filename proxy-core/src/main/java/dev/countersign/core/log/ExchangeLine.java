package dev.countersign.core.log;

import static dev.countersign.core.http.Field.CONTENT_LENGTH;
import static dev.countersign.core.http.Field.CONTENT_RANGE;
import static dev.countersign.core.http.Field.CONTENT_TYPE;
import static dev.countersign.core.http.Field.COOKIE;
import static dev.countersign.core.http.Field.HOST;
import static dev.countersign.core.http.Field.REFERER;
import static dev.countersign.core.http.Field.TRACEPARENT;
import static dev.countersign.core.http.Field.USER_AGENT;
import static dev.countersign.core.http.Field.X_FORWARDED_FOR;

import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;

/**
 * Encodes one exchange as one line of JSON: the one place that knows the field names, but for those of
 * {@link LogFragments}. Makes no garbage; belongs to one event loop.
 *
 * <p>{@code time} is the end of the exchange, as in CloudFront's standard log; its begin is {@code duration_ms} earlier.
 * Facts that never came about are left out: {@code http.response.status_code} too, when the viewer left before a response.
 */
public final class ExchangeLine {
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;
    private static final int TRACEPARENT_LENGTH = 55;

    private final boolean includeCookies;
    private final LogTime time = new LogTime();

    public ExchangeLine(boolean includeCookies) {
        this.includeCookies = includeCookies;
    }

    /** Appends the line with its line feed to {@code out}. */
    public void encode(ExchangeRecord exchange, ByteWriter out) {
        out.ascii("{\"event\":\"exchange\",\"time\":\"");
        time.write(out, exchange.startMillis + Math.max(0, exchange.durationNanos) / 1_000_000);
        out.put('"');
        JsonMembers.number(out, "snapshot", exchange.snapshot);
        out.put(exchange.viewerFragment);
        JsonMembers.text(out, "request.id", exchange.requestId, 0, exchange.requestId.length);
        JsonMembers.text(out, "url.scheme", scheme(exchange));
        if (exchange.request != null) {
            request(exchange.request, out);
        }
        result(exchange, out);
        if (exchange.response != null) {
            response(exchange.response, out);
        }
        if (exchange.routeFragment != null) {
            out.put(exchange.routeFragment);
        }
        origin(exchange, out);
        out.ascii("}\n");
    }

    private static String scheme(ExchangeRecord exchange) {
        if (exchange.webSocket) {
            return exchange.secure ? "wss" : "ws";
        }
        return exchange.secure ? "https" : "http";
    }

    private void request(Head head, ByteWriter out) {
        JsonMembers.text(out, "http.request.method", head.bytes(), 0, head.methodEnd());
        header(out, "viewer.host", head, HOST);
        UrlMembers.write(out, head);
        JsonMembers.text(out, "network.protocol.version", head.minorVersion() == 0 ? "1.0" : "1.1");
        header(out, "user_agent.original", head, USER_AGENT);
        header(out, "http.request.header.referer", head, REFERER);
        if (includeCookies) {
            header(out, "http.request.header.cookie", head, COOKIE);
        }
        header(out, "http.request.header.x_forwarded_for", head, X_FORWARDED_FOR);
        trace(out, head);
    }

    private static void result(ExchangeRecord exchange, ByteWriter out) {
        if (exchange.status > 0) {
            JsonMembers.number(out, "http.response.status_code", exchange.status);
        }
        JsonMembers.number(out, "http.request.bytes", exchange.requestBytes);
        JsonMembers.number(out, "http.response.bytes", exchange.responseBytes);
        JsonMembers.millis(out, "duration_ms", exchange.durationNanos);
        JsonMembers.millis(out, "first_byte_ms", exchange.firstByteNanos);
        JsonMembers.text(out, "result_type", exchange.resultType);
        JsonMembers.text(out, "response_result_type", exchange.responseResultType);
        JsonMembers.text(out, "detailed_result_type", exchange.detailedResultType);
        JsonMembers.text(out, "error.type", exchange.errorType);
        JsonMembers.text(out, "error.message", exchange.errorMessage);
    }

    private static void response(Head head, ByteWriter out) {
        header(out, "http.response.header.content_type", head, CONTENT_TYPE);
        header(out, "http.response.header.content_length", head, CONTENT_LENGTH);
        header(out, "http.response.header.content_range", head, CONTENT_RANGE);
    }

    private static void origin(ExchangeRecord exchange, ByteWriter out) {
        if (exchange.originAttempts > 0) {
            JsonMembers.number(out, "origin.attempts", exchange.originAttempts);
        }
        if (exchange.originStatus > 0) {
            JsonMembers.number(out, "origin.http.status_code", exchange.originStatus);
        }
        JsonMembers.millis(out, "origin.dns_ms", exchange.originDnsNanos);
        JsonMembers.millis(out, "origin.connect_ms", exchange.originConnectNanos);
        JsonMembers.millis(out, "origin.first_byte_ms", exchange.originFirstByteNanos);
        JsonMembers.millis(out, "origin.last_byte_ms", exchange.originLastByteNanos);
        if (exchange.originFragment != null) {
            JsonMembers.flag(out, "origin.connection.reused", exchange.originReused);
            out.put(exchange.originFragment);
        }
        if (exchange.outcome != null) {
            JsonMembers.text(out, "origin.mtls.outcome", exchange.outcome.label());
        }
        if (exchange.fallback) {
            JsonMembers.flag(out, "origin.mtls.fallback", true);
        }
        JsonMembers.text(out, "failover.reason", exchange.failoverReason);
        exchange.history.write(exchange, out);
    }

    /** The first field of that name: of several, the others are in what the origin saw, not in the log. */
    private static void header(ByteWriter out, String name, Head head, Field field) {
        int index = head.first(field);
        if (index >= 0) {
            JsonMembers.text(out, name, head.bytes(), head.valueStart(index), head.valueEnd(index));
        }
    }

    /** The trace id of a version 00 traceparent (W3C Trace Context section 3.2); anything else is no trace. */
    private static void trace(ByteWriter out, Head head) {
        int index = head.first(TRACEPARENT);
        if (index < 0) {
            return;
        }
        int start = head.valueStart(index);
        byte[] bytes = head.bytes();
        if (head.valueEnd(index) - start == TRACEPARENT_LENGTH
                && bytes[start] == '0'
                && bytes[start + 1] == '0'
                && isTraceId(bytes, start + TRACE_ID_START, start + TRACE_ID_END)) {
            JsonMembers.text(out, "trace.id", bytes, start + TRACE_ID_START, start + TRACE_ID_END);
        }
    }

    private static boolean isTraceId(byte[] bytes, int from, int to) {
        boolean zero = true;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
                return false;
            }
            zero &= b == '0';
        }
        return !zero;
    }
}
