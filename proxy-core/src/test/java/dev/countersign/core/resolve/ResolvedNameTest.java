package dev.countersign.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.core.destination.OriginPlace;
import dev.countersign.core.loop.Deadlines;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stays known of a name when look-ups tell something else. All of it happens on the event loop, as it does in the proxy. */
final class ResolvedNameTest {
    private static final InetAddress A = address(1);
    private static final InetAddress B = address(2);
    private static final InetAddress C = address(3);
    private static final long TTL = 600;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<List<InetAddress>> changes = new ArrayList<>();
    private final ResolvedName name = new ResolvedName(
            new OriginPlace.Named("origin.test", IpAddressType.IPV4),
            new NameLookup(
                    loop,
                    new NameLookup.Sockets(NioDatagramChannel.class, NioSocketChannel.class),
                    new NameSources(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)), Runnable::run),
                    Duration.ofSeconds(1)),
            Deadlines.on(loop, failure -> {}),
            changed -> changes.add(changed.addresses()));

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void onLoop(Runnable work) {
        CompletableFuture.runAsync(work, loop).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Answer found(InetAddress... addresses) {
        return new Answer.Found(List.of(addresses), TTL, true);
    }

    /** What somebody who asks now is told at once. */
    private List<InetAddress> told() {
        List<InetAddress> told = new ArrayList<>();
        name.ask(new ResolvedName.Asker() {
            @Override
            public void found(List<InetAddress> inOrder) {
                told.addAll(inOrder);
            }

            @Override
            public void notFound(String why) {
                assertThat(why).startsWith("origin.test: ");
            }
        });
        return told;
    }

    @Test
    void sameAddressesAreNoChange() {
        onLoop(() -> {
            name.learn(found(A, B));
            List<InetAddress> first = name.addresses();
            name.learn(found(A, B));
            assertThat(name.addresses()).isSameAs(first);
            name.learn(found(B));
            assertThat(changes).containsExactly(List.of(A, B), List.of(B));
        });
    }

    @Test
    void silenceKeepsTheAddressesForThoseConnectedButTellsThemToNobodyElse() {
        onLoop(() -> {
            name.learn(found(A));
            name.learn(new Answer.Unknown("no name server answers"));
            assertThat(name.addresses()).containsExactly(A);
            assertThat(told()).isEmpty();
            assertThat(changes).hasSize(1);
        });
    }

    @Test
    void nameThatDoesNotExistHasLostItsAddresses() {
        onLoop(() -> {
            name.learn(found(A));
            name.learn(new Answer.None());
            assertThat(name.addresses()).isEmpty();
            assertThat(told()).isEmpty();
            assertThat(changes).hasSize(2);
        });
    }

    @Test
    void halfAnAnswerTakesNothingAway() {
        onLoop(() -> {
            name.learn(found(A, B));
            name.learn(new Answer.Found(List.of(C, B), TTL, false));
            assertThat(told()).containsExactly(C, B, A);
        });
    }

    @Test
    void whoConnectsBeginsBehindTheAddressThatRanOutOfTimeAsLongAsItIsListed() {
        onLoop(() -> {
            name.learn(found(A, B, C));
            assertThat(told()).containsExactly(A, B, C);
            name.timedOutAt(A);
            assertThat(told()).containsExactly(B, C, A);
            name.timedOutAt(C);
            assertThat(told()).containsExactly(A, B, C);
            name.timedOutAt(B);
            name.learn(found(B, A));
            assertThat(told()).containsExactly(A, B);
            name.learn(found(A, C));
            assertThat(told()).containsExactly(A, C);
        });
    }

    @Test
    void nothingIsKnownBeforeTheFirstLookUp() {
        onLoop(() -> {
            assertThat(name.isDue()).isTrue();
            name.learn(found(A));
            assertThat(name.isDue()).isFalse();
        });
    }
}
