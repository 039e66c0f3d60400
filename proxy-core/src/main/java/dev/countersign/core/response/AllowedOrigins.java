package dev.countersign.core.response;

import dev.countersign.core.http.Octets;
import java.util.List;

/** Which values of Origin are allowed: {@code [SCHEME://]HOST[:PORT]}, where HOST may begin with {@code *.} and PORT be {@code *}. */
final class AllowedOrigins {
    private static final String SCHEME_END = "://";
    private static final String ANY = "*";

    private final List<Pattern> patterns;

    /** {@code scheme} is empty for both; {@code port} is empty for the scheme's own, which browsers leave out. */
    private record Pattern(String scheme, boolean anyLabels, String host, String port) {
        static Pattern of(String text) {
            int schemeEnd = text.indexOf(SCHEME_END);
            String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd);
            String rest = schemeEnd < 0 ? text : text.substring(schemeEnd + SCHEME_END.length());
            int colon = rest.indexOf(':');
            String host = colon < 0 ? rest : rest.substring(0, colon);
            boolean anyLabels = host.startsWith("*.");
            return new Pattern(
                    scheme,
                    anyLabels,
                    anyLabels ? host.substring(1) : host,
                    colon < 0 ? "" : rest.substring(colon + 1));
        }
    }

    AllowedOrigins(List<String> origins) {
        patterns = origins.stream().map(Pattern::of).toList();
    }

    /** Whether the origin {@code bytes[from .. to)} is one of them. */
    boolean contains(byte[] bytes, int from, int to) {
        int schemeEnd = Octets.indexOf(bytes, from, to, ':');
        int host = schemeEnd + SCHEME_END.length();
        if (schemeEnd < 0 || !Octets.startsWithIgnoreCase(bytes, schemeEnd, to, SCHEME_END)) {
            return false;
        }
        int hostEnd = host;
        while (hostEnd < to && Octets.isUnreserved(bytes[hostEnd])) {
            hostEnd++;
        }
        int port = hostEnd;
        if (hostEnd < to) {
            if (bytes[hostEnd] != ':') {
                return false;
            }
            port = hostEnd + 1;
        }
        for (Pattern pattern : patterns) {
            if (isScheme(bytes, from, schemeEnd, pattern)
                    && isHost(bytes, host, hostEnd, pattern)
                    && isPort(bytes, port, to, pattern)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isScheme(byte[] bytes, int from, int to, Pattern pattern) {
        return pattern.scheme().isEmpty()
                ? Octets.equalsIgnoreCase(bytes, from, to, "https") || Octets.equalsIgnoreCase(bytes, from, to, "http")
                : Octets.equalsIgnoreCase(bytes, from, to, pattern.scheme());
    }

    private static boolean isHost(byte[] bytes, int from, int to, Pattern pattern) {
        int start = pattern.anyLabels() ? to - pattern.host().length() : from;
        return (pattern.anyLabels() ? start > from : start == from)
                && Octets.equalsIgnoreCase(bytes, start, to, pattern.host());
    }

    private static boolean isPort(byte[] bytes, int from, int to, Pattern pattern) {
        return pattern.port().equals(ANY)
                ? Octets.isNumber(bytes, from, to)
                : Octets.equalsIgnoreCase(bytes, from, to, pattern.port());
    }
}
