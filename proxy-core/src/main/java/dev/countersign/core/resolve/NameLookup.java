package dev.countersign.core.resolve;

import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.core.destination.OriginPlace.Named;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up, on one event loop and without blocking it: in the hosts file, else at the name servers. Names are asked for as they
 * are; search domains are for people. Remembers nothing.
 */
public final class NameLookup {
    /** How long the hosts file is believed before it is looked at again; it costs no question. */
    private static final long HOSTS_TTL_SECONDS = 5;

    private final EventLoop loop;
    private final NameSources sources;
    private final DnsNameResolver resolver;

    /** A look-up takes at most {@code limit}. */
    public NameLookup(EventLoop loop, Sockets sockets, NameSources sources, Duration limit) {
        this.loop = loop;
        this.sources = sources;
        this.resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelType(sockets.datagrams())
                .socketChannelType(sockets.streams())
                // A socket per question, because its port has to be guessed, too (RFC 5452 section 9.2).
                .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
                // What does not fit into 512 bytes comes over TCP: no fragments, and no server that dislikes EDNS.
                .optResourceEnabled(false)
                .nameServerProvider(new SequentialDnsServerAddressStreamProvider(sources.nameservers()))
                .queryTimeoutMillis(limit.toMillis())
                .build();
    }

    /** What questions are sent through; {@code streams} for answers that do not fit into a datagram. */
    public record Sockets(Class<? extends DatagramChannel> datagrams, Class<? extends SocketChannel> streams) {}

    /** {@code told} hears once, on the loop, perhaps before this returns. */
    void look(Named name, Consumer<Answer> told) {
        Answer v4 = name.type() == IpAddressType.IPV6 ? new Answer.None() : hosts(sources.v4Hosts(name.name()));
        Answer v6 = name.type() == IpAddressType.IPV4 ? new Answer.None() : hosts(sources.v6Hosts(name.name()));
        if (v4 instanceof Answer.Found || v6 instanceof Answer.Found) {
            told.accept(Answer.ofBoth(v6, v4));
            return;
        }
        switch (name.type()) {
            case IPV4 -> ask(name, DnsRecordType.A, told);
            case IPV6 -> ask(name, DnsRecordType.AAAA, told);
            case DUALSTACK -> new Both(told).ask(name);
        }
    }

    private static Answer hosts(List<InetAddress> listed) {
        return listed.isEmpty() ? new Answer.None() : new Answer.Found(listed, HOSTS_TTL_SECONDS, true);
    }

    private void ask(Named name, DnsRecordType type, Consumer<Answer> told) {
        PendingQuestion.ask(loop, resolver, new DefaultDnsQuestion(name.name(), type), sources.nameservers(), told);
    }

    /** Two answers that become one. */
    private final class Both {
        private final Consumer<Answer> told;
        private @Nullable Answer six;
        private @Nullable Answer four;

        Both(Consumer<Answer> told) {
            this.told = told;
        }

        void ask(Named name) {
            NameLookup.this.ask(name, DnsRecordType.AAAA, answer -> {
                six = answer;
                tell();
            });
            NameLookup.this.ask(name, DnsRecordType.A, answer -> {
                four = answer;
                tell();
            });
        }

        private void tell() {
            Answer v6 = six;
            Answer v4 = four;
            if (v6 != null && v4 != null) {
                told.accept(Answer.ofBoth(v6, v4));
            }
        }
    }
}
