package dev.countersign.core.resolve;

import static dev.countersign.core.resolve.NamedOrigin.FIRST;
import static dev.countersign.core.resolve.NamedOrigin.NAME;
import static dev.countersign.core.resolve.NamedOrigin.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.dns.DnsReply;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names whose addresses change while there are connections to them, and look-ups that fail. */
final class MovedOriginTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final int SHORT = 1;
    private static final int LONG = 600;

    @TempDir
    static Path directory;

    private final NameServer dns = NameServer.start();

    @AfterEach
    void stop() {
        dns.close();
    }

    /** Asks on one connection until an answer is as wanted; every one before it is looked at, too. */
    private static RawResponse askUntil(RawConnection viewer, Predicate<RawResponse> wanted) throws IOException {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < PATIENCE_NANOS) {
            RawResponse response = NamedOrigin.get(viewer);
            if (wanted.test(response)) {
                return response;
            }
            assertThat(response.status()).isEqualTo(200);
        }
        throw new AssertionError("the answer never was as wanted");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void trafficOnPooledConnectionsMovesWhenTheTimeToLiveIsOver() throws Exception {
        dns.has(NAME, SHORT, FIRST);
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedOrigin old = ScriptedOrigin.plain(connection -> {
                    try {
                        NamedOrigin.answerAll(connection, "a");
                    } finally {
                        left.countDown();
                    }
                });
                ScriptedOrigin next = NamedOrigin.saying("b", SECOND, old.port());
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, old.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(NamedOrigin.get(viewer).text()).isEqualTo("a");
            dns.has(NAME, SHORT, SECOND);
            askUntil(viewer, response -> response.text().equals("b"));
            assertThat(left.await(20, TimeUnit.SECONDS))
                    .as("the idle connection is closed")
                    .isTrue();
            assertThat(old.connections()).isOne();
            assertThat(next.connections()).isOne();
        }
    }

    @Test
    void exchangeToALostAddressFinishesAndItsConnectionIsNotUsedAgain() throws Exception {
        dns.has(NAME, SHORT, FIRST, SECOND);
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        AtomicBoolean begun = new AtomicBoolean();
        try (ScriptedOrigin first = ScriptedOrigin.plain(connection -> {
                    if (begun.getAndSet(true)) {
                        NamedOrigin.answerAll(connection, "a");
                    }
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhe");
                    holding.countDown();
                    await(held);
                    connection.send("ld");
                    assertThat(connection.closed()).as("it is not used again").isTrue();
                });
                ScriptedOrigin second = NamedOrigin.saying("b", SECOND, first.port());
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, first.port());
                RawConnection slow = RawViewer.plain(proxy.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            slow.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            await(holding); // else the other viewer's connection might be the one that is held
            dns.has(NAME, LONG, SECOND);
            askUntil(viewer, response -> response.text().equals("b"));
            int before = first.connections();
            held.countDown();
            assertThat(slow.readResponse().text()).as("what runs, finishes").isEqualTo("held");
            assertThat(NamedOrigin.get(slow).text()).isEqualTo("b");
            assertThat(first.connections()).isEqualTo(before);
            assertThat(second.connections()).isPositive();
        } finally {
            held.countDown();
        }
    }

    /** Who asked before the configuration changed waits for the answer it asked for; nobody else does. */
    @Test
    void lookUpUnderWayOutlivesTheConfigurationThatNeedsIt() throws Exception {
        dns.isSilentAbout(NAME);
        try (ScriptedOrigin origin = NamedOrigin.saying("a", FIRST, 0);
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port());
                RawConnection early = RawViewer.plain(proxy.port())) {
            early.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            dns.nextQuery();
            proxy.swap(NamedOrigin.yaml(dns, origin.port(), "address: " + FIRST), 2);
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("a");
            proxy.swap(NamedOrigin.yaml(dns, origin.port(), "ipAddressType: ipv6"), 3);
            dns.has(NAME, LONG, FIRST); // before it is asked once more
            assertThat(early.readResponse().text()).isEqualTo("a");
            assertThat(NamedOrigin.get(proxy).status()).as("no IPv6").isEqualTo(502);
            proxy.swap(NamedOrigin.yaml(dns, origin.port()), 4);
            assertThat(NamedOrigin.get(proxy).text()).isEqualTo("a");
            early.cut();
            proxy.end();
            assertThat(proxy.meters().count("d/o connections")).isZero();
        }
    }

    @Test
    void lookUpThatFailsKeepsPooledConnectionsAndFailsNewOnes() throws Exception {
        dns.has(NAME, SHORT, FIRST);
        CountDownLatch enough = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    do {
                        connection.readHead();
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                    } while (enough.getCount() > 0);
                });
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(NamedOrigin.get(viewer).text()).isEqualTo("a");
            dns.says(NAME, DnsReply.serverFailure());
            askUntil(viewer, response -> dns.queries().size() >= 5); // one that succeeded, and two look-ups that failed
            assertThat(origin.connections()).isOne();
            enough.countDown();
            RawResponse failed = askUntil(viewer, response -> response.status() == 502);
            assertThat(failed.status()).isEqualTo(502);
            dns.has(NAME, SHORT, FIRST);
            askUntilServed(proxy);
        }
    }

    private static void askUntilServed(RunningProxy proxy) throws IOException {
        long begin = System.nanoTime();
        while (NamedOrigin.get(proxy).status() != 200) {
            assertThat(System.nanoTime() - begin).as("it recovers").isLessThan(PATIENCE_NANOS);
        }
    }

    @Test
    void nameThatNoLongerExistsLosesItsPool() throws Exception {
        dns.has(NAME, SHORT, FIRST);
        CountDownLatch left = new CountDownLatch(1);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    try {
                        NamedOrigin.answerAll(connection, "a");
                    } finally {
                        left.countDown();
                    }
                });
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port());
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(NamedOrigin.get(viewer).text()).isEqualTo("a");
            dns.says(NAME, DnsReply.noSuchName());
            askUntil(viewer, response -> response.status() == 502);
            assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void nameThatDoesNotExistIsA502ThatTheLogExplains() throws Exception {
        try (RunningProxy proxy = NamedOrigin.proxy(directory, dns, 80)) {
            assertThat(NamedOrigin.get(proxy).status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("error.type")).isEqualTo("origin_dns_failed");
            assertThat(line.get("detailed_result_type")).isEqualTo("OriginDnsError");
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("dns_failed");
            assertThat(line.get("origin.attempts")).isEqualTo("1");
            assertThat(line.get("origin.address")).isEmpty();
            assertThat(line.get("error.message")).isEqualTo("origin.test: the name has no address of type ipv4");
            assertThat(dns.queries()).as("no search domain is tried").hasSize(1);
        }
    }

    @Test
    void manyRequestsThatNeedANameCauseOneLookUp() throws Exception {
        dns.has(NAME, LONG, FIRST);
        int many = 20;
        CountDownLatch all = new CountDownLatch(many);
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    connection.readHead();
                    all.countDown();
                    await(all);
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                });
                RunningProxy proxy = NamedOrigin.proxy(directory, dns, origin.port())) {
            List<RawConnection> viewers = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                RawConnection viewer = RawViewer.plain(proxy.port());
                viewers.add(viewer);
                viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            }
            for (RawConnection viewer : viewers) {
                assertThat(viewer.readResponse().text()).isEqualTo("a");
                viewer.close();
            }
            assertThat(dns.queries()).hasSize(1);
        }
    }
}
