package dev.countersign.core.destination;

import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.config.value.IpLiteral;
import java.net.InetAddress;

/** Where an origin is connected to. */
public sealed interface OriginPlace {

    /** An address that is configured. */
    record Fixed(InetAddress address) implements OriginPlace {}

    /** A name to look up, and which of its addresses count. */
    record Named(String name, IpAddressType type) implements OriginPlace {}

    /** The configured address, else the domain name, which may be an address itself. */
    static OriginPlace of(OriginConfig origin) {
        return origin.address()
                .or(() -> IpLiteral.parse(origin.domainName()))
                .<OriginPlace>map(Fixed::new)
                .orElseGet(() -> new Named(
                        origin.domainName(), origin.customOriginConfig().ipAddressType()));
    }
}
