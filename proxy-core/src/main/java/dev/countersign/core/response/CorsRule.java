package dev.countersign.core.response;

import dev.countersign.config.policy.ResponseHeadersPolicy.Cors;
import dev.countersign.core.http.ByteWriter;
import dev.countersign.core.http.Field;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.Method;
import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a response says to scripts of other origins (Fetch standard, "CORS protocol"): nothing, unless the request names an
 * origin that is allowed. Preflight requests go to the origin like any other; only what is said to them is more.
 */
final class CorsRule {
    private static final String PREFIX = "Access-Control-";
    private static final String ALLOW_ORIGIN = PREFIX + "Allow-Origin";
    private static final String REQUEST_METHOD = PREFIX + "Request-Method";
    private static final String ANY = "*";
    private static final String ALL_METHODS = "GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE";
    private static final byte[] VARY_ORIGIN = ascii("Vary: Origin\r\n");
    private static final byte[] ALLOW_ORIGIN_START = ascii(ALLOW_ORIGIN + ": ");
    private static final byte[] ALLOW_ANY_ORIGIN = ascii(ALLOW_ORIGIN + ": *\r\n");
    private static final byte[] LINE_END = ascii("\r\n");

    private final boolean anyOrigin;
    private final AllowedOrigins origins;
    private final boolean override;
    private final List<Line> always = new ArrayList<>();
    private final List<Line> toPreflight = new ArrayList<>();

    private record Line(String name, byte[] line) {
        static Line of(String name, String value) {
            return new Line(PREFIX + name, ascii(PREFIX + name + ": " + value + "\r\n"));
        }
    }

    CorsRule(Cors cors) {
        anyOrigin = cors.allowOrigins().contains(ANY);
        origins = new AllowedOrigins(cors.allowOrigins());
        override = cors.originOverride();
        if (cors.allowCredentials()) {
            always.add(Line.of("Allow-Credentials", "true"));
        }
        if (!cors.exposeHeaders().isEmpty()) {
            always.add(Line.of("Expose-Headers", String.join(", ", cors.exposeHeaders())));
        }
        if (!cors.allowMethods().isEmpty()) {
            boolean all = cors.allowMethods().contains("ALL");
            toPreflight.add(Line.of("Allow-Methods", all ? ALL_METHODS : String.join(", ", cors.allowMethods())));
        }
        if (!cors.allowHeaders().isEmpty()) {
            toPreflight.add(Line.of("Allow-Headers", String.join(", ", cors.allowHeaders())));
        }
        cors.maxAge().ifPresent(age -> toPreflight.add(Line.of("Max-Age", String.valueOf(age.toSeconds()))));
    }

    void apply(Head response, Head request, ByteWriter out) {
        if (override && request.first(Field.ORIGIN) >= 0) {
            for (int i = 0; i < response.fieldCount(); i++) {
                if (Octets.startsWithIgnoreCase(response.bytes(), response.nameStart(i), response.nameEnd(i), PREFIX)) {
                    response.drop(i);
                }
            }
        }
        write(response, request, out);
    }

    /** {@code response}: what keeps its own words; null for nothing. */
    void write(@Nullable Head response, Head request, ByteWriter out) {
        if (!anyOrigin) {
            out.put(VARY_ORIGIN); // also without an Origin: who stores the response must ask again for another one
        }
        int origin = request.first(Field.ORIGIN);
        if (origin < 0 || request.next(Field.ORIGIN, origin) >= 0) {
            return;
        }
        int from = request.valueStart(origin);
        int to = request.valueEnd(origin);
        if (!anyOrigin && !origins.contains(request.bytes(), from, to)) {
            return;
        }
        if (!says(response, ALLOW_ORIGIN)) {
            if (anyOrigin) {
                out.put(ALLOW_ANY_ORIGIN);
            } else {
                out.put(ALLOW_ORIGIN_START)
                        .put(request.bytes(), from, to - from)
                        .put(LINE_END);
            }
        }
        write(always, response, out);
        if (isPreflight(request)) {
            write(toPreflight, response, out);
        }
    }

    private static void write(List<Line> lines, @Nullable Head response, ByteWriter out) {
        for (Line line : lines) {
            if (!says(response, line.name())) {
                out.put(line.line());
            }
        }
    }

    private static boolean says(@Nullable Head response, String name) {
        return response != null && response.holds(name);
    }

    /** As the viewer sent it: the origin need not get the field. */
    private static boolean isPreflight(Head request) {
        return request.method() == Method.OPTIONS && request.cameWith(REQUEST_METHOD);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
