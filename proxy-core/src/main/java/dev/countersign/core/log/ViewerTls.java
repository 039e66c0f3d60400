package dev.countersign.core.log;

import org.jspecify.annotations.Nullable;

/**
 * What the access log tells of a viewer's TLS connection; facts that did not come about are null.
 *
 * @param protocol as {@code TLSv1.3}
 * @param cipher the suite's standard name
 * @param group the key agreement's named group; null where the TLS provider does not tell
 * @param alpn the protocol agreed on
 * @param resumed the handshake was an abbreviated one; null where the TLS provider does not tell a server
 * @param sni the server name as the viewer sent it
 */
public record ViewerTls(
        @Nullable String protocol,
        @Nullable String cipher,
        @Nullable String group,
        @Nullable String alpn,
        @Nullable Boolean resumed,
        @Nullable String sni) {}
