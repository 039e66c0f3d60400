package dev.countersign.core.destination;

import dev.countersign.certs.Identity;
import dev.countersign.core.tls.TlsOffer;
import org.jspecify.annotations.Nullable;

/**
 * Which origin connections are interchangeable: equal in all of this, or not at all. Everything that shaped the
 * connection stands here, so nothing can be forgotten in a comparison.
 *
 * @param origin {@code DISTRIBUTION/ORIGIN}
 * @param identity what is presented when the origin asks; null when nothing is
 * @param trust digest of who may vouch for the origin, its pins and revocation lists; empty over plain HTTP
 * @param place where to connect to
 * @param secure TLS or plain
 * @param serverName the origin's own name, sent as SNI and checked
 * @param offer what TLS was offered; null over plain HTTP
 * @param mustAsk the origin was refused unless it asked for our certificate
 * @param forwardedName the name sent and checked instead, because the viewer's Host was forwarded; empty for none
 */
public record PoolKey(
        String origin,
        @Nullable Identity identity,
        String trust,
        OriginPlace place,
        int port,
        boolean secure,
        String serverName,
        @Nullable TlsOffer offer,
        boolean mustAsk,
        String forwardedName) {

    /** The same but for what is presented. */
    public PoolKey under(Identity other) {
        return new PoolKey(origin, other, trust, place, port, secure, serverName, offer, mustAsk, forwardedName);
    }

    /** The same but for the place that is connected to. */
    public PoolKey at(OriginPlace other) {
        return new PoolKey(origin, identity, trust, other, port, secure, serverName, offer, mustAsk, forwardedName);
    }

    /** The same under no identity, and whether the origin asks for one or not. */
    public PoolKey underNone() {
        return new PoolKey(origin, null, trust, place, port, secure, serverName, offer, false, forwardedName);
    }

    /** The same under a forwarded name, or, where it is empty, under the origin's own. */
    public PoolKey forwarding(String name) {
        return new PoolKey(origin, identity, trust, place, port, secure, serverName, offer, mustAsk, name);
    }

    public boolean isForwarding() {
        return !forwardedName.isEmpty();
    }

    /** The name that is sent as SNI and checked. */
    public String sentName() {
        return isForwarding() ? forwardedName : serverName;
    }
}
