package dev.countersign.core.tls;

import dev.countersign.certs.ClientCertificate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one TLS handshake with an origin was: a value that belongs to the connection. Facts that a handshake did not get
 * to are null.
 *
 * @param requested the origin sent CertificateRequest (on a resumed handshake: in the session's first handshake)
 * @param presented the certificate sent (on a resumed handshake: the one the session was made with); null when none was
 * @param protocol as {@code TLSv1.3}
 * @param cipher the suite's standard name
 * @param group the key agreement's named group; null where the TLS provider does not tell
 * @param sni the server name sent; null when the origin is addressed by IP
 * @param durationNanos from the start of the handshake to its end
 * @param alert the origin's fatal alert
 * @param serverSha256 SHA-256 of the origin's leaf, lower-case hex
 * @param caHintMismatch the origin named certificate authorities and ours was not among them
 */
public record OriginHandshake(
        boolean requested,
        @Nullable ClientCertificate presented,
        boolean resumed,
        @Nullable String protocol,
        @Nullable String cipher,
        @Nullable String group,
        @Nullable String sni,
        long durationNanos,
        @Nullable Alert alert,
        @Nullable String serverSha256,
        @Nullable Instant serverNotAfter,
        boolean caHintMismatch) {}
