package dev.countersign.core.snapshot;

import dev.countersign.config.EdgeConfig;
import java.nio.charset.StandardCharsets;

/**
 * The field lines this edge adds, ready to write, each with its CRLF.
 *
 * @param name the product word in X-Cache, Server and the pages
 */
public record EdgeLines(
        String name,
        byte[] viaTo10,
        byte[] viaTo11,
        byte[] server,
        byte[] userAgent,
        byte[] cacheMiss,
        byte[] cacheError,
        byte[] pop) {

    static EdgeLines of(EdgeConfig edge) {
        return new EdgeLines(
                edge.name(),
                line("Via: 1.0 " + edge.name()),
                line("Via: 1.1 " + edge.name()),
                line("Server: " + edge.name()),
                line("User-Agent: " + edge.name()),
                line("X-Cache: Miss from " + edge.name()),
                line("X-Cache: Error from " + edge.name()),
                line("X-Amz-Cf-Pop: " + edge.location()));
    }

    /** The Via line for a message received in this minor version (RFC 9110 section 7.6.3). */
    public byte[] via(int minorVersion) {
        return minorVersion == 0 ? viaTo10 : viaTo11;
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
