package dev.countersign.server.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.server.log.OperatorLog;
import dev.countersign.server.material.InUse;
import dev.countersign.testkit.certificate.TestAuthority;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Time passes only where a test says so; every wake-up that was asked for happens, when it was asked for. */
final class ExpiryWatchTest {
    private static final String ARN = "arn:aws:acm:us-east-1:000000000000:certificate/c";

    private final TestAuthority authority = TestAuthority.create("CA");
    private final X509Certificate leaf = authority.client("edge").leaf();
    private final Instant notAfter = leaf.getNotAfter().toInstant();
    private final InUse stored = new InUse(InUse.Role.CLIENT, "shop/api", "shop", "api", ARN, "", leaf);

    private final List<String> told = new ArrayList<>();
    private final List<Wake> wakes = new ArrayList<>();
    private Instant now = notAfter.minus(Duration.ofDays(50));

    private ExpiryWatch watch(Duration window) {
        InstantSource clock = () -> now;
        return new ExpiryWatch(
                window,
                OperatorLog.ofWarnings(told::add),
                clock,
                (task, wait) -> wakes.add(new Wake(now.plus(wait), task)));
    }

    /** Goes through every wake-up until then. */
    private void passUntil(Instant then) {
        while (!wakes.isEmpty() && !wakes.get(0).at().isAfter(then)) {
            Wake wake = wakes.remove(0);
            now = wake.at();
            wake.task().run();
            assertThat(wakes).as("one wake-up is pending").hasSize(1);
        }
        now = then;
    }

    @Test
    void theFirstWarningComesWhenTheWindowBegins() {
        for (int days : new int[] {45, 10}) {
            told.clear();
            wakes.clear();
            now = notAfter.minus(Duration.ofDays(50));
            watch(Duration.ofDays(days)).watch(List.of(stored));
            Instant begin = notAfter.minus(Duration.ofDays(days));

            passUntil(begin.minusMillis(1));
            assertThat(told).isEmpty();
            passUntil(begin);

            assertThat(told)
                    .containsExactly(ARN + " (CN=edge, for shop/api) expires in " + days + " days, at " + notAfter
                            + ": import its successor with countersign certificates import --arn " + ARN);
        }
    }

    @Test
    void aWarningComesDailyAndGoesOnPastTheEnd() {
        watch(Duration.ofDays(3)).watch(List.of(stored));

        passUntil(notAfter.plus(Duration.ofDays(2)));

        assertThat(told).hasSize(6);
        assertThat(told.get(2)).contains("expires in 1 day,");
        assertThat(told.get(4)).contains("expired 1 day ago, at " + notAfter + " and is still presented: import");
    }

    @Test
    void oneThatIsInsideTheWindowIsToldAtOnceAndNotAgainForAnotherRotation() {
        now = notAfter.minus(Duration.ofDays(5));
        ExpiryWatch watch = watch(Duration.ofDays(45));

        watch.watch(List.of(stored));
        watch.watch(List.of(stored));

        assertThat(told).hasSize(1);
        assertThat(wakes).hasSize(1);
    }

    @Test
    void aReplacedCertificateIsNotWarnedOfAnyMore() {
        now = notAfter.minus(Duration.ofDays(5));
        ExpiryWatch watch = watch(Duration.ofDays(45));
        watch.watch(List.of(stored));
        watch.watch(List.of());

        passUntil(now.plus(Duration.ofDays(3)));

        assertThat(told).hasSize(1);
    }

    @Test
    void whatLoadingSaidHasExpiredIsRepeatedOnlyTheNextDay() {
        now = notAfter.plus(Duration.ofHours(1));
        watch(Duration.ofDays(45)).watch(List.of(stored));
        assertThat(told).isEmpty();

        passUntil(now.plus(Duration.ofDays(1)));

        assertThat(told).singleElement().asString().contains("expired 1 day ago");
    }

    @Test
    void aRevocationListIsWarnedOfInItsLastQuarter() {
        Instant end = notAfter;
        InUse list = new InUse(
                InUse.Role.CRL, "shop/api", "shop", "api", "", "ca.crl", "CN=CA", end.minus(Duration.ofDays(8)), end);
        watch(Duration.ofDays(45)).watch(List.of(list));

        passUntil(end.minus(Duration.ofDays(2)).minusMillis(1));
        assertThat(told).isEmpty();
        passUntil(end.minus(Duration.ofDays(2)));
        assertThat(told)
                .containsExactly("ca.crl (revocation list of CN=CA, for shop/api) expires in 2 days, at " + end
                        + ": fetch its successor");
        told.clear();
        passUntil(end.plus(Duration.ofDays(1)));
        assertThat(told).last().asString().contains("and whoever it speaks for is refused: fetch its successor");
    }

    private InUse list(Duration age, Instant end) {
        return new InUse(InUse.Role.CRL, "shop/api", "shop", "api", "", "ca.crl", "CN=CA", end.minus(age), end);
    }

    @Test
    void anEndIsToldWhenItComesHoweverShortlyBeforeItWasAnnounced() {
        Instant end = now.plus(Duration.ofHours(3));
        watch(Duration.ofDays(45)).watch(List.of(list(Duration.ofHours(4), end)));

        passUntil(end.minusMillis(1));
        assertThat(told).singleElement().asString().contains("expires within a day");
        passUntil(end);
        assertThat(told)
                .last()
                .asString()
                .contains("expired less than a day ago, at " + end + " and whoever it speaks for is refused");
        passUntil(end.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(told).hasSize(2);
        passUntil(end.plus(Duration.ofDays(1)));
        assertThat(told).hasSize(3);
    }

    @Test
    void whatIsRotatedInAndEndsSoonerIsWaitedForAtOnce() {
        ExpiryWatch watch = watch(Duration.ofDays(45));
        watch.watch(List.of(stored));
        Instant end = now.plus(Duration.ofMinutes(40));
        watch.watch(List.of(list(Duration.ofMinutes(40), end)));
        assertThat(wakes).hasSize(2);
        Wake overtaken = wakes.remove(0);

        passUntil(end.minus(Duration.ofMinutes(10)));
        assertThat(told).singleElement().asString().startsWith("ca.crl (revocation list of CN=CA");
        overtaken.task().run();
        assertThat(wakes).as("the wait it was for is over").hasSize(1);
    }

    @Test
    void oneCertificateForManyIsOneSentenceWithWhatToDo() {
        now = notAfter.minus(Duration.ofHours(5));
        watch(Duration.ofDays(45))
                .watch(List.of(
                        new InUse(InUse.Role.LISTENER, "127.0.0.1:8443", "", "", "", "viewer.crt", leaf),
                        new InUse(InUse.Role.TRUST, "shop/api", "shop", "api", "", "ca.pem", leaf),
                        new InUse(InUse.Role.TRUST, "shop/www", "shop", "www", "", "ca.pem", leaf),
                        new InUse(InUse.Role.FALLBACK, "shop/api", "shop", "api", "", "client.crt", leaf)));

        assertThat(told)
                .containsExactly(
                        "viewer.crt (CN=edge, for 127.0.0.1:8443) expires within a day, at " + notAfter
                                + ": write its successor over the files",
                        "ca.pem (CN=edge, for shop/api, shop/www) expires within a day, at " + notAfter
                                + ": put its successor into the bundle, and remove it once nobody uses it",
                        "client.crt (CN=edge, for shop/api (fallback)) expires within a day, at " + notAfter
                                + ": write its successor over the files");
    }

    @Test
    void aThousandOriginsWithOneCertificateAreOneLineThatCanBeRead() {
        now = notAfter.minus(Duration.ofHours(5));
        watch(Duration.ofDays(45))
                .watch(IntStream.range(0, 1000)
                        .mapToObj(i -> new InUse(InUse.Role.CLIENT, "d/o" + i, "d", "o" + i, ARN, "", leaf))
                        .toList());

        assertThat(told)
                .singleElement()
                .asString()
                .contains(", for d/o0, d/o1, d/o2, d/o3, d/o4 and 995 more) expires");
    }

    private record Wake(Instant at, Runnable task) {}
}
