package dev.countersign.testkit.origin.witness;

import dev.countersign.testkit.origin.server.Sighting;
import dev.countersign.testkit.wire.RawResponse;
import java.util.List;

/**
 * What an origin says about one request in fields of its response: nginx's own words, and a {@link WitnessOrigin}'s.
 *
 * @param place address and port of the origin
 * @param target of the request
 * @param client who asked
 * @param serverName the client sent in its handshake; empty for none
 * @param protocol as {@code TLSv1.3}
 * @param postQuantum the client offered a key agreement of that kind; not of nginx
 */
public record Testimony(
        String place, String target, Sighting client, String serverName, String protocol, boolean postQuantum) {
    /** Whether an origin speaks in this response at all: the proxy's own pages say nothing. */
    public static boolean isIn(RawResponse response) {
        return !response.header("X-Seen-Place").isEmpty();
    }

    /** What it says. */
    public static Testimony of(RawResponse response) {
        return new Testimony(
                field(response, "Place"),
                field(response, "Target"),
                Sighting.of(response),
                field(response, "Sni"),
                field(response, "Protocol"),
                field(response, "Post-Quantum").equals("true"));
    }

    private static String field(RawResponse response, String name) {
        List<String> values = response.header("X-Seen-" + name);
        return values.isEmpty() ? "" : values.get(0);
    }

    /** As field lines. */
    String fields() {
        return "X-Seen-Place: %s\r\nX-Seen-Target: %s\r\nX-Seen-Subject: %s\r\nX-Seen-Serial: %s\r\n"
                        .formatted(
                                place,
                                target,
                                client.commonName().map(name -> "CN=" + name).orElse(""),
                                client.serial()
                                        .map(number -> number.toString(16))
                                        .orElse(""))
                + "X-Seen-Reused: %s\r\nX-Seen-Sni: %s\r\nX-Seen-Protocol: %s\r\nX-Seen-Post-Quantum: %s\r\n"
                        .formatted(client.resumed().orElse(false) ? "r" : ".", serverName, protocol, postQuantum);
    }
}
