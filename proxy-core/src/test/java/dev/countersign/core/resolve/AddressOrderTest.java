package dev.countersign.core.resolve;

import static dev.countersign.core.resolve.NamedOrigin.FIRST;
import static dev.countersign.core.resolve.NamedOrigin.NAME;
import static dev.countersign.core.resolve.NamedOrigin.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.dns.DnsQuery;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of an origin's addresses is connected to, and when it is the next one's turn. */
final class AddressOrderTest {
    private static final int LONG = 600;

    @TempDir
    static Path directory;

    private final NameServer dns = NameServer.start();

    @AfterEach
    void stop() {
        dns.close();
    }

    @Test
    void addressThatRefusesMakesRoomForTheNextInTheSameAttempt() throws Exception {
        dns.has(NAME, LONG, FIRST, SECOND);
        try (Socket refusing = NamedOrigin.refusing();
                ScriptedOrigin origin = NamedOrigin.sayingOnce("b", SECOND, refusing.getLocalPort());
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port(), "connectionAttempts: 1");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(viewer.readResponse().text()).isEqualTo("b");
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.address")).isEqualTo(SECOND + ":" + origin.port());
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(line.get("origin.dns_ms")).isNotEmpty();
            assertThat(NamedOrigin.get(viewer).text()).isEqualTo("b");
            LogLine second = proxy.log().next();
            assertThat(second.get("origin.dns_ms"))
                    .as("the name is known by now")
                    .isEmpty();
            assertThat(dns.queries()).hasSize(1);
        }
    }

    @Test
    void everyAttemptTriesEveryAddress() throws Exception {
        dns.has(NAME, LONG, FIRST, SECOND);
        try (Socket refusing = NamedOrigin.refusing();
                RunningProxy proxy =
                        NamedOrigin.proxy(directory, dns, refusing.getLocalPort(), "connectionAttempts: 2")) {
            assertThat(NamedOrigin.get(proxy).status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("connect_failed");
            assertThat(line.get("error.type")).isEqualTo("origin_connect_failed");
            assertThat(line.get("origin.attempts")).isEqualTo("2");
            assertThat(line.get("origin.address")).isEqualTo(SECOND + ":" + refusing.getLocalPort());
        }
    }

    @Test
    void attemptThatRanOutOfTimeMakesTheNextBeginBehindItsAddress() throws Exception {
        dns.has(NAME, LONG, FIRST, SECOND);
        try (NamedOrigin.Silent silent = new NamedOrigin.Silent();
                ScriptedOrigin origin = NamedOrigin.sayingOnce("b", SECOND, silent.port());
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, silent.port(), "connectionTimeout: 1")) {
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("b");
            assertThat(proxy.log().next().get("origin.attempts")).isEqualTo("2");
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("b");
            assertThat(proxy.log().next().get("origin.attempts")).isEqualTo("1");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void lookUpIsNotPartOfTheConnectionTimeout() throws Exception {
        dns.isSilentAbout(NAME);
        try (ScriptedOrigin origin = NamedOrigin.sayingOnce("a", FIRST, 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port(), "connectionTimeout: 1");
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            dns.nextQuery();
            dns.has(NAME, LONG, FIRST);
            assertThat(viewer.readResponse().text()).isEqualTo("a"); // the second query is sent after 2.5 s
            LogLine line = proxy.log().next();
            assertThat(Double.parseDouble(line.get("origin.dns_ms"))).isGreaterThan(2_000);
            assertThat(Double.parseDouble(line.get("origin.connect_ms"))).isLessThan(2_000);
        }
    }

    @Test
    void whatHappensInTheHandshakeIsNotAskedForElsewhere() throws Exception {
        dns.has(NAME, LONG, FIRST, SECOND);
        TestAuthority trusted = TestAuthority.create("trusted");
        try (ScriptedOrigin closing = ScriptedOrigin.plain(RawConnection::cut);
                ScriptedOrigin other = NamedOrigin.sayingOnce("b", SECOND, closing.port());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        OriginEntry.https("o", closing.port())
                                .trusting(trusted.writeTo(directory, "trusted"))
                                .with("connectionAttempts: 1")
                                .alone("runtime: {nameservers: ['" + dns.address() + "']}")
                                .replace("        address: 127.0.0.1\n", ""))) {
            RawResponse response = NamedOrigin.get(proxy);
            assertThat(response.status()).isEqualTo(502);
            assertThat(proxy.log().next().get("origin.address")).isEqualTo(FIRST + ":" + closing.port());
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void ipv4AsksForNothingElse() throws Exception {
        dns.has(NAME, LONG, "::1", FIRST);
        try (ScriptedOrigin origin = NamedOrigin.sayingOnce("a", FIRST, 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port())) {
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("a");
            assertThat(dns.queries()).extracting(DnsQuery::type).containsExactly(DnsQuery.A);
        }
    }

    @Test
    void ipv6AsksForNothingElse() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        dns.has(NAME, LONG, FIRST, "::1");
        try (ScriptedOrigin origin = NamedOrigin.sayingOnce("six", "::1", 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port(), "ipAddressType: ipv6")) {
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("six");
            assertThat(proxy.log().next().get("origin.address")).isEqualTo("[::1]:" + origin.port());
            assertThat(dns.queries()).extracting(DnsQuery::type).containsExactly(DnsQuery.AAAA);
        }
    }

    @Test
    void nameWithoutAddressOfTheFamilyIsNotConnectedTo() throws Exception {
        dns.has(NAME, LONG, FIRST);
        try (ScriptedOrigin origin = NamedOrigin.sayingOnce("a", FIRST, 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port(), "ipAddressType: ipv6")) {
            assertThat(NamedOrigin.get(proxy).status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_dns_failed");
            assertThat(line.get("error.message")).isEqualTo("origin.test: the name has no address of type ipv6");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void dualstackBeginsWithIpv6AndGoesOnToIpv4() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        dns.has(NAME, LONG, FIRST, "::1");
        try (ScriptedOrigin four = NamedOrigin.sayingOnce("four", FIRST, 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, four.port(), "ipAddressType: dualstack")) {
            try (ScriptedOrigin six = NamedOrigin.sayingOnce("six", "::1", four.port())) {
                assertThat(NamedOrigin.get(proxy).text()).isEqualTo("six");
                assertThat(six.connections()).isOne();
            }
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("four");
            assertThat(dns.queries())
                    .extracting(DnsQuery::type)
                    .containsExactlyInAnyOrderElementsOf(List.of(DnsQuery.A, DnsQuery.AAAA));
        }
    }

    private static boolean hasIpv6() throws IOException {
        return NetworkInterface.getByInetAddress(NetUtil.LOCALHOST6) != null;
    }
}
