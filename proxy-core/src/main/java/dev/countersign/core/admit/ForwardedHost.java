package dev.countersign.core.admit;

import dev.countersign.core.http.Head;
import dev.countersign.core.http.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server name that a forwarded Host asks an origin for: without port, without one trailing dot, in lower case. Where it
 * is none that a certificate could name, there is nothing to ask for; wildcard aliases leave the labels to the viewer.
 */
final class ForwardedHost {
    private static final int LONGEST = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

    private ForwardedHost() {}

    static Optional<String> serverName(Head request) {
        byte[] bytes = request.bytes();
        int from = request.hostStart();
        int to = request.hostEnd();
        int colon = Octets.indexOf(bytes, from, to, ':');
        int end = colon < 0 ? to : colon;
        if (end > from && bytes[end - 1] == '.') {
            end--;
        }
        String name = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return name.length() <= LONGEST && NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }
}
