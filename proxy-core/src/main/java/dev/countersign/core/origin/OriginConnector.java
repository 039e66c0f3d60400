package dev.countersign.core.origin;

import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.destination.RejectionBackoff;
import dev.countersign.core.failure.Failure;
import dev.countersign.core.resolve.ResolvedName;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.core.tls.Negotiation;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to origins: learn the addresses, connect to one, shake hands. An address that refuses or cannot be reached makes
 * room for the next at once; what happens in the handshake is the origin's word, wherever it was spoken.
 */
public final class OriginConnector {
    private final Class<? extends Channel> channelType;

    public OriginConnector(Class<? extends Channel> channelType) {
        this.channelType = channelType;
    }

    /**
     * Starts an attempt for which the budget has room; the request's listener is told how it ended.
     *
     * @param turn to shake hands; null over plain HTTP
     */
    void connect(OriginPool pool, LeaseRequest request, RejectionBackoff.@Nullable Turn turn) {
        Attempt attempt = new Attempt(pool, request, turn);
        ResolvedName name = pool.name();
        if (name != null) {
            name.ask(new Asking(attempt, name.isDue()));
        } else if (pool.key().place() instanceof OriginPlace.Fixed fixed) {
            begin(attempt, List.of(fixed.address()));
        }
    }

    /** An attempt that wants to know where to go; {@code waits} for a look-up, or gets what is known. */
    private final class Asking implements ResolvedName.Asker {
        private final Attempt attempt;
        private final boolean waits;

        Asking(Attempt attempt, boolean waits) {
            this.attempt = attempt;
            this.waits = waits;
        }

        @Override
        public void found(List<InetAddress> inOrder) {
            resolved();
            begin(attempt, inOrder);
        }

        @Override
        public void notFound(String why) {
            resolved();
            failSoon(attempt, Failure.ORIGIN_DNS_FAILED, Plain.DNS_FAILED, new UnknownHostException(why));
        }

        private void resolved() {
            if (waits) {
                attempt.resolved();
            }
        }
    }

    /**
     * Ends an attempt from a task of its own event loop: futures that fail at once call their listeners on the stack of who
     * asked, or, where no socket could be opened, on a thread of nobody.
     */
    private static void failSoon(Attempt attempt, Failure failure, MtlsOutcome outcome, Throwable cause) {
        attempt.pool().pools().loop().execute(() -> attempt.fail(failure, outcome, cause));
    }

    private void begin(Attempt attempt, List<InetAddress> inOrder) {
        if (!attempt.isAbandoned()) {
            attempt.begin(inOrder);
            dial(attempt, Objects.requireNonNull(attempt.dialNext()));
        }
    }

    private void dial(Attempt attempt, InetSocketAddress address) {
        OriginPool pool = attempt.pool();
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
                        Optional<Negotiation> negotiation = negotiation(channel, attempt);
                        attempt.connecting(channel, negotiation);
                        OriginPipeline.assemble(channel, attempt, negotiation);
                    }
                })
                .connect(address);
        connecting.addListener((ChannelFuture connected) -> {
            if (connected.isSuccess()) {
                attempt.dialled(); // told before the handlers are that the channel is active
            } else {
                pool.pools().loop().execute(() -> unreachable(attempt, connected.cause()));
            }
        });
    }

    private void unreachable(Attempt attempt, Throwable cause) {
        if (attempt.isOver() || attempt.isAbandoned()) {
            return;
        }
        InetSocketAddress next = attempt.dialNext();
        if (next != null) {
            dial(attempt, next);
        } else {
            attempt.fail(Failure.ORIGIN_CONNECT_FAILED, Plain.CONNECT_FAILED, cause);
        }
    }

    private static Optional<Negotiation> negotiation(Channel channel, Attempt attempt) {
        if (!attempt.pool().isSecure()) {
            return Optional.empty();
        }
        var key = attempt.pool().key();
        return Optional.of(attempt.target().tls().negotiate(channel.alloc(), key.sentName(), key.port()));
    }
}
