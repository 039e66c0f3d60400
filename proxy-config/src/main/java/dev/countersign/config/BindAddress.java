package dev.countersign.config;

/**
 * An address to listen on.
 *
 * @param host a name or a literal IPv4 or IPv6 address, without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record BindAddress(String host, int port) {
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
