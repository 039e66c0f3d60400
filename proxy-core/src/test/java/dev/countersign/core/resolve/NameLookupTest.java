package dev.countersign.core.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.distribution.IpAddressType;
import dev.countersign.core.destination.OriginPlace;
import dev.countersign.testkit.dns.DnsQuery;
import dev.countersign.testkit.dns.DnsReply;
import dev.countersign.testkit.dns.NameServer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a look-up makes of what name servers say. */
final class NameLookupTest {
    private static final String NAME = "origin.test";
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final NameServer dns = NameServer.start();
    private final NameServer second = NameServer.start();

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        dns.close();
        second.close();
    }

    private Answer look(IpAddressType type, Duration limit, NameServer... servers) {
        return look(NAME, type, limit, servers);
    }

    private Answer look(String name, IpAddressType type, Duration limit, NameServer... servers) {
        List<InetSocketAddress> asked =
                Stream.of(servers).map(NameServer::socketAddress).toList();
        NameLookup lookup = new NameLookup(
                loop,
                new NameLookup.Sockets(NioDatagramChannel.class, NioSocketChannel.class),
                new NameSources(asked, Runnable::run),
                limit);
        List<Answer> told = new ArrayList<>();
        CompletableFuture<Answer> first = new CompletableFuture<>();
        loop.execute(() -> lookup.look(new OriginPlace.Named(name, type), answer -> {
            told.add(answer);
            assertThat(told).as("told once").hasSize(1);
            first.complete(answer);
        }));
        return first.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Answer found(long ttlSeconds, String... addresses) {
        return new Answer.Found(addresses(addresses), ttlSeconds, true);
    }

    private static List<InetAddress> addresses(String... texts) {
        return Stream.of(texts)
                .map(text -> {
                    try {
                        return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
                    } catch (UnknownHostException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    @Test
    void addressesKeepTheServersOrder() {
        dns.has(NAME, 30, "192.0.2.9", "192.0.2.1", "192.0.2.5");
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(found(30, "192.0.2.9", "192.0.2.1", "192.0.2.5"));
    }

    @Test
    void chainOfAliasesIsBelievedAsLongAsItsShortestLivedRecord() {
        dns.says(
                NAME,
                DnsReply.records()
                        .alias(NAME, 300, "lb.test")
                        .alias("lb.test", 7, "node.test")
                        .address("node.test", 60, "192.0.2.1")
                        .address("node.test", 90, "192.0.2.2"));
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(found(7, "192.0.2.1", "192.0.2.2"));
    }

    @Test
    void recordsAboutOtherNamesAreNotBelieved() {
        dns.says(
                NAME, DnsReply.records().address("evil.test", 300, "192.0.2.66").alias("evil.test", 300, NAME));
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(new Answer.None());
    }

    @Test
    void circleOfAliasesEnds() {
        dns.says(NAME, DnsReply.records().alias(NAME, 300, "b.test").alias("b.test", 300, NAME));
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void addressOfAnotherLengthMakesTheAnswerMalformed() {
        for (int length : new int[] {0, 3, 5, 16, 17}) {
            dns.says(NAME, DnsReply.records().record(NAME, DnsQuery.A, 1, 30, new byte[length]));
            assertThat(look(IpAddressType.IPV4, LONG, dns))
                    .as("%d bytes", length)
                    .isEqualTo(new Answer.Unknown("the name server's answer is malformed"));
        }
        dns.says(NAME, DnsReply.records().record(NAME, DnsQuery.AAAA, 1, 30, new byte[4]));
        assertThat(look(IpAddressType.IPV6, LONG, dns))
                .isEqualTo(new Answer.Unknown("the name server's answer is malformed"));
    }

    @Test
    void recordsOfAnotherClassAreNotBelieved() {
        dns.says(NAME, DnsReply.records().record(NAME, DnsQuery.A, 3, 30, new byte[] {10, 0, 0, 1}));
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(new Answer.None());
    }

    @Test
    void longestTimeToLiveIsANumberLikeAnyOther() {
        dns.has(NAME, -1, "192.0.2.1");
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isInstanceOf(Answer.Found.class);
    }

    @Test
    void nameThatPointsToItselfIsMalformed() {
        int toItself = 12 + (NAME.length() + 2 + 4) + (NAME.length() + 2 + 10);
        dns.says(NAME, DnsReply.records().aliasAt(NAME, toItself));
        assertThat(look(IpAddressType.IPV4, SHORT, dns)).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void answerToAnotherQuestionIsNotBelieved() {
        dns.says(NAME, DnsReply.records().address(NAME, 30, "192.0.2.66").toAnotherQuestion());
        assertThat(look(IpAddressType.IPV4, SHORT, dns)).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void answerThatDoesNotFitIntoADatagramComesOverTcp() {
        String[] many = IntStream.range(0, 30).mapToObj(i -> "192.0.2." + i).toArray(String[]::new);
        DnsReply reply = DnsReply.records().cutShort();
        Stream.of(many).forEach(address -> reply.address(NAME, 30, address));
        dns.says(NAME, reply);
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(found(30, many));
        assertThat(dns.queries()).extracting(DnsQuery::overTcp).containsExactly(false, true);
    }

    @Test
    void endlessListIsCutOff() {
        DnsReply reply = DnsReply.records().cutShort();
        IntStream.range(0, 250).forEach(i -> reply.address(NAME, 30, "192.0.2." + i));
        dns.says(NAME, reply);
        assertThat(look(IpAddressType.IPV4, LONG, dns))
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        answer -> assertThat(answer.addresses()).hasSize(32));
    }

    @Test
    void responseForAnotherIdIsNotBelieved() {
        dns.says(NAME, DnsReply.records().address(NAME, 30, "192.0.2.1").afterForgery());
        assertThat(look(IpAddressType.IPV4, LONG, dns)).isEqualTo(found(30, "192.0.2.1"));
    }

    @Test
    void serverThatDoesNotKnowPassesTheQuestionOnAtOnce() {
        second.has(NAME, 30, "192.0.2.1");
        for (DnsReply reply :
                List.of(DnsReply.serverFailure(), DnsReply.records().referring())) {
            dns.says(NAME, reply);
            assertThat(look(IpAddressType.IPV4, LONG, dns, second)).isEqualTo(found(30, "192.0.2.1"));
        }
    }

    @Test
    void silentServerPassesTheQuestionOnAfterItsShareOfTheTime() {
        dns.isSilentAbout(NAME);
        second.has(NAME, 30, "192.0.2.1");
        assertThat(look(IpAddressType.IPV4, Duration.ofSeconds(8), dns, second)).isEqualTo(found(30, "192.0.2.1"));
        assertThat(dns.queries()).hasSize(1);
    }

    @Test
    void serverThatKnowsIsBelievedWhenItSaysNo() {
        second.has(NAME, 30, "192.0.2.1");
        assertThat(look(IpAddressType.IPV4, LONG, dns, second)).isEqualTo(new Answer.None());
        assertThat(second.queries()).isEmpty();
    }

    @Test
    void serversThatAllFailAreAskedTwiceWithoutWaiting() {
        dns.says(NAME, DnsReply.serverFailure());
        second.says(NAME, DnsReply.serverFailure());
        assertThat(look(IpAddressType.IPV4, LONG, dns, second))
                .isInstanceOfSatisfying(
                        Answer.Unknown.class, answer -> assertThat(answer.why()).contains("ServFail"));
        assertThat(dns.queries()).hasSize(2);
        assertThat(second.queries()).hasSize(2);
    }

    @Test
    void silenceEndsWithTheTimeForLookUps() {
        dns.isSilentAbout(NAME);
        long begin = System.nanoTime();
        assertThat(look(IpAddressType.IPV4, SHORT, dns)).isEqualTo(new Answer.Unknown("no name server answers"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, SHORT.plusSeconds(10));
        assertThat(dns.queries()).as("a datagram may have been lost").hasSize(2);
    }

    @Test
    void familiesAlternateBeginningWithIpv6() {
        dns.has(NAME, 30, "192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1");
        assertThat(look(IpAddressType.DUALSTACK, LONG, dns))
                .isEqualTo(found(30, "2001:db8::1", "192.0.2.1", "192.0.2.2", "192.0.2.3"));
    }

    @Test
    void oneFamilyIsEnough() {
        dns.has(NAME, 30, "192.0.2.1");
        assertThat(look(IpAddressType.DUALSTACK, LONG, dns)).isEqualTo(found(30, "192.0.2.1"));
        dns.has(NAME, 30, "2001:db8::1");
        assertThat(look(IpAddressType.DUALSTACK, LONG, dns)).isEqualTo(found(30, "2001:db8::1"));
    }

    @Test
    void nameOfTheHostsFileIsNotAskedFor() {
        assertThat(look("localhost", IpAddressType.IPV4, LONG, dns))
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        answer -> assertThat(answer.addresses()).containsOnly(NetUtil.LOCALHOST4));
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void halfAnAnswerIsSaidToBeOne() {
        Answer four = found(30, "192.0.2.1");
        assertThat(Answer.ofBoth(new Answer.Unknown("silent"), four))
                .isEqualTo(new Answer.Found(addresses("192.0.2.1"), 30, false));
        assertThat(Answer.ofBoth(new Answer.None(), new Answer.Unknown("silent")))
                .isEqualTo(new Answer.Unknown("silent"));
    }
}
