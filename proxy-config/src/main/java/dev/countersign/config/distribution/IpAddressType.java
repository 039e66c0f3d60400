package dev.countersign.config.distribution;

/** Which addresses of an origin's name are connected to (CloudFront, "Origin settings", origin IP address type). */
public enum IpAddressType {
    IPV4,
    IPV6,
    DUALSTACK
}
