package dev.countersign.core.origin;

import dev.countersign.config.distribution.OriginConfig;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.core.tls.Negotiation;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens connections to origins: resolve, connect, shake hands, all within one attempt's time. */
public final class OriginConnector {
    private final Class<? extends Channel> channelType;
    private final AddressResolverGroup<InetSocketAddress> resolvers;

    /** {@code resolvers} must not block. */
    public OriginConnector(Class<? extends Channel> channelType, AddressResolverGroup<InetSocketAddress> resolvers) {
        this.channelType = channelType;
        this.resolvers = resolvers;
    }

    /** Starts an attempt for which the budget has room; the request's listener is told how it ended. */
    void connect(OriginPool pool, LeaseRequest request) {
        EventLoop loop = pool.pools().loop();
        Attempt attempt = new Attempt(pool, request);
        attempt.timeout = loop.schedule(
                attempt::timedOut, attempt.target().config().connectionTimeout().toNanos(), TimeUnit.NANOSECONDS);
        OriginConfig origin = attempt.target().config();
        int port = pool.key().port();
        Optional<InetAddress> fixed = origin.address().or(() -> literal(origin.domainName()));
        if (fixed.isPresent()) {
            dial(attempt, new InetSocketAddress(fixed.orElseThrow(), port));
            return;
        }
        try {
            resolvers
                    .getResolver(loop)
                    .resolve(InetSocketAddress.createUnresolved(origin.domainName(), port))
                    .addListener((Future<InetSocketAddress> resolved) -> {
                        attempt.resolved();
                        if (resolved.isSuccess()) {
                            dial(attempt, resolved.getNow());
                        } else {
                            failSoon(attempt, Failure.ORIGIN_DNS_FAILED, Plain.DNS_FAILED, resolved.cause());
                        }
                    });
        } catch (RuntimeException noResolver) { // it could not open its socket, for one
            failSoon(attempt, Failure.ORIGIN_DNS_FAILED, Plain.DNS_FAILED, noResolver);
        }
    }

    /**
     * Ends an attempt from a task of its own event loop: futures that fail at once call their listeners on the stack of who
     * asked, or, where no socket could be opened, on a thread of nobody.
     */
    private static void failSoon(Attempt attempt, Failure failure, MtlsOutcome outcome, Throwable cause) {
        attempt.pool().pools().loop().execute(() -> attempt.fail(failure, outcome, cause));
    }

    private static Optional<InetAddress> literal(String name) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(name);
        try {
            return address == null ? Optional.empty() : Optional.of(InetAddress.getByAddress(address));
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of 4 or 16 bytes", impossible);
        }
    }

    private void dial(Attempt attempt, InetSocketAddress address) {
        if (attempt.isOver() || attempt.isAbandoned()) {
            return;
        }
        OriginPool pool = attempt.pool();
        attempt.dialling(address);
        ChannelFuture connecting = new Bootstrap()
                .group(pool.pools().loop())
                .channel(channelType)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // the attempt as a whole has a timeout
                // A write that fails must not close the channel: the origin's alert may still be unread.
                .option(ChannelOption.AUTO_CLOSE, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        attempt.connecting(channel);
                        OriginPipeline.assemble(channel, attempt, negotiation(channel, attempt));
                    }
                })
                .connect(address);
        connecting.addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                failSoon(attempt, Failure.ORIGIN_CONNECT_FAILED, Plain.CONNECT_FAILED, connected.cause());
            }
        });
    }

    private static Optional<Negotiation> negotiation(Channel channel, Attempt attempt) {
        if (!attempt.pool().isSecure()) {
            return Optional.empty();
        }
        var key = attempt.pool().key();
        return Optional.of(attempt.target().tls().negotiate(channel.alloc(), key.sentName(), key.port()));
    }
}
