package dev.countersign.core.destination;

import dev.countersign.certs.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Which origin connections are interchangeable: equal in all of this, or not at all. Everything that shaped the
 * connection stands here, so nothing can be forgotten in a comparison.
 *
 * @param origin {@code DISTRIBUTION/ORIGIN}
 * @param identity what is presented when the origin asks; null when nothing is
 * @param trust digest of who may vouch for the origin; empty over plain HTTP
 * @param address where to connect to: the configured address, or the name to resolve
 * @param secure TLS or plain
 * @param serverName the name sent as SNI and checked
 * @param protocols the TLS versions offered, as {@code TLSv1.2,TLSv1.3}
 * @param mustAsk the origin was refused unless it asked for our certificate
 */
public record PoolKey(
        String origin,
        @Nullable Identity identity,
        String trust,
        String address,
        int port,
        boolean secure,
        String serverName,
        String protocols,
        boolean mustAsk) {

    /** The same but for what is presented. */
    public PoolKey under(Identity other) {
        return new PoolKey(origin, other, trust, address, port, secure, serverName, protocols, mustAsk);
    }
}
