package dev.countersign.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the process runs.
 *
 * @param eventLoops 0 means one per available core
 * @param drainTimeout how long SIGTERM waits for exchanges under way
 * @param nameservers asked in this order for origins' addresses; empty for those of the system
 * @param watch whether changed certificates, keys and trust are taken over while running
 */
public record RuntimeConfig(
        int eventLoops,
        Transport transport,
        Duration drainTimeout,
        List<InetSocketAddress> nameservers,
        boolean watch) {
    public RuntimeConfig {
        nameservers = List.copyOf(nameservers);
    }
}
