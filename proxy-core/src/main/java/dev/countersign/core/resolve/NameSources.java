package dev.countersign.core.resolve;

import io.netty.resolver.HostsFileEntriesProvider;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.UnixResolverDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Who knows about names: the system's hosts file, and the name servers. The system's files are read off the event loops: whoever
 * asks gets what was read last, and has it read anew when that is a few seconds old. Shared by all event loops.
 */
public final class NameSources {
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_SERVERS = 3; // as the C library has it
    private static final String RESOLV_CONF = "/etc/resolv.conf";
    private static final InetSocketAddress THIS_MACHINE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

    private final List<InetSocketAddress> configured;
    private final Executor reader;
    private final AtomicBoolean reading = new AtomicBoolean();
    private volatile Content content;

    private record Content(HostsFileEntriesProvider hosts, List<InetSocketAddress> nameservers, long readNanos) {}

    /**
     * Reads the system's files, so not for an event loop.
     *
     * @param configured in the order to ask them; empty for those of the system
     * @param reader runs what may block
     */
    public NameSources(List<InetSocketAddress> configured, Executor reader) {
        this.configured = List.copyOf(configured);
        this.reader = reader;
        this.content = read();
    }

    private static Content read() {
        return new Content(HostsFileEntriesProvider.parser().parseSilently(), ofTheSystem(), System.nanoTime());
    }

    /** Netty's own default would go to public servers where the file names none; the C library asks this machine. */
    private static List<InetSocketAddress> ofTheSystem() {
        try {
            DnsServerAddressStream servers =
                    new UnixResolverDnsServerAddressStreamProvider(RESOLV_CONF, null).nameServerAddressStream("");
            return Stream.generate(servers::next)
                    .limit(Math.min(servers.size(), MOST_SERVERS))
                    .toList();
        } catch (IOException | IllegalArgumentException none) {
            return List.of(THIS_MACHINE);
        }
    }

    List<InetSocketAddress> nameservers() {
        return configured.isEmpty() ? fresh().nameservers() : configured;
    }

    /** Empty where the hosts file says nothing of the name. */
    List<InetAddress> v4Hosts(String name) {
        return fresh().hosts().ipv4Entries().getOrDefault(name, List.of());
    }

    /** As {@link #v4Hosts}. */
    List<InetAddress> v6Hosts(String name) {
        return fresh().hosts().ipv6Entries().getOrDefault(name, List.of());
    }

    private Content fresh() {
        Content known = content;
        if (System.nanoTime() - known.readNanos() > OLD_NANOS && reading.compareAndSet(false, true)) {
            reader.execute(() -> {
                try {
                    content = read();
                } finally {
                    reading.set(false);
                }
            });
        }
        return known;
    }
}
