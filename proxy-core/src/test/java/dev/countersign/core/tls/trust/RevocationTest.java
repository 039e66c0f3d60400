package dev.countersign.core.tls.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.testkit.certificate.CrlSpec;
import dev.countersign.testkit.certificate.TestCrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Revocation lists, held against a real origin. */
final class RevocationTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.trust.TrustedOrigin#ways";

    @TempDir
    static Path directory;

    private static TrustedOrigin origin;
    private static TestCrl ofRoot;
    private static TestCrl ofIntermediate;

    @BeforeAll
    static void start() throws Exception {
        origin = new TrustedOrigin(directory);
        ofRoot = origin.root.revoke(CrlSpec.of(origin.server.leaf()));
        ofIntermediate = origin.intermediate.revoke(CrlSpec.of(origin.intermediate.certificate()));
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    private static String crl(TestCrl... lists) throws IOException {
        StringBuilder pem = new StringBuilder();
        for (TestCrl list : lists) {
            pem.append(list.pem());
        }
        return "crl: '" + Files.writeString(Files.createTempFile(directory, "lists", ".crl"), pem) + "'";
    }

    private static void assertRefused(TrustedOrigin.Way way, TestCrl... lists) throws Exception {
        try (RunningProxy proxy = origin.proxy(way, crl(lists))) {
            for (int i = 0; i < 2; i++) {
                assertThat(TrustedOrigin.ask(proxy)).isEqualTo(TrustedOrigin.refused("origin_revoked"));
            }
        }
    }

    /** Each authority's list names a serial number that is another authority's: that revokes nobody. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void whoIsOnNoListOfItsIssuerIsAcceptedOnFullAndOnResumedHandshakes(TrustedOrigin.Way way) throws Exception {
        try (RunningProxy proxy = origin.proxy(way, crl(ofIntermediate, ofRoot))) {
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
            assertThat(TrustedOrigin.ask(proxy))
                    .isEqualTo(MtlsFacts.notRequested().asResumed());
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void aRevokedLeafIsRefused(TrustedOrigin.Way way) throws Exception {
        assertRefused(way, origin.intermediate.revoke(CrlSpec.of(origin.server.leaf())), ofRoot);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void aRevokedIntermediateIsRefused(TrustedOrigin.Way way) throws Exception {
        assertRefused(way, ofIntermediate, origin.root.revoke(CrlSpec.of(origin.intermediate.certificate())));
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void aPathOfWhichAnAuthorityHasNoListIsRefused(TrustedOrigin.Way way) throws Exception {
        assertRefused(way, ofIntermediate);
        assertRefused(way, ofRoot);
    }

    @Test
    void aListThatIsOutOfDateVouchesForNobody() throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(1);
        TestCrl old = origin.intermediate.revoke(CrlSpec.of().valid(end.minus(Duration.ofDays(1)), end));
        for (TrustedOrigin.Way way : TrustedOrigin.ways()) {
            assertRefused(way, old, ofRoot);
        }
    }

    @Test
    void aTrustedIntermediateNeedsNoListOfWhoIsAboveIt() throws Exception {
        TrustedOrigin.Way way = TrustedOrigin.ways().get(0);
        try (RunningProxy proxy = RunningProxy.start(
                directory, origin.yaml(way, origin.intermediate, crl(ofIntermediate)), way.engine())) {
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
        }
    }

    /** The list was up to date when the session was made; a slow machine is given more time for that. */
    @Test
    void revocationIsAskedAgainWhenASessionIsResumed() throws Exception {
        for (int seconds = 5; !endsBetweenHandshakes(seconds); seconds *= 3) {
            assertThat(seconds).as("seconds that were too few").isLessThan(60);
        }
    }

    /** False when the list was out of date before all had made their sessions. */
    private static boolean endsBetweenHandshakes(int seconds) throws Exception {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
        TestCrl ending = origin.intermediate.revoke(CrlSpec.of().valid(end.minus(Duration.ofDays(1)), end));
        List<RunningProxy> proxies = new ArrayList<>();
        try {
            for (TrustedOrigin.Way way : TrustedOrigin.ways()) {
                proxies.add(origin.proxy(way, crl(ending, ofRoot)));
            }
            for (RunningProxy proxy : proxies) {
                MtlsFacts facts = TrustedOrigin.ask(proxy);
                if (Instant.now().isAfter(end)) {
                    return false;
                }
                assertThat(facts).isEqualTo(MtlsFacts.notRequested());
            }
            waitUntil(end.plusSeconds(1));
            for (RunningProxy proxy : proxies) {
                Asked.get(proxy, "/");
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line))
                        .isEqualTo(TrustedOrigin.refused("origin_revoked").asResumed());
                assertThat(line.get("error.message"))
                        .startsWith("origin_revoked: origin.test showed a certificate of CN=origin.test,"
                                + " issued by CN=intermediate, for origin.test, valid from ");
            }
            return true;
        } finally {
            proxies.forEach(RunningProxy::close);
        }
    }

    private static void waitUntil(Instant moment) {
        long millis = Duration.between(Instant.now(), moment).toMillis();
        CompletableFuture.runAsync(
                        () -> {}, CompletableFuture.delayedExecutor(Math.max(0, millis), TimeUnit.MILLISECONDS))
                .join();
    }
}
