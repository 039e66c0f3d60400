package dev.countersign.core.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.failure.Failure;
import dev.countersign.core.failure.OriginFailure;
import dev.countersign.core.http.Head;
import dev.countersign.core.http.HeadParser;
import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is tried again on the same origin, and what is not, over every failure there is. */
final class RetryRuleTest {
    private static final int LIMIT = 3;

    private static Head head(String text) {
        Head head = new Head();
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        HeadParser.forRequests(1000, 1000).parse(bytes, head);
        return head;
    }

    private static Head request(String start, String... lines) {
        StringBuilder text = new StringBuilder(start).append(" HTTP/1.1\r\nHost: a\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        return head(text.append("\r\n").toString());
    }

    private static Set<Failure> those(Predicate<Failure> chosen) {
        return Arrays.stream(Failure.values())
                .filter(chosen)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Failure.class)));
    }

    @Test
    void connectionThatDidNotComeAboutIsTriedAgainWhereItMayWorkTheNextTime() {
        assertThat(those(failure -> RetryRule.afterLeaseFailure(failure, 1, 3)))
                .containsExactlyInAnyOrder(
                        Failure.ORIGIN_CONNECT_FAILED,
                        Failure.ORIGIN_CONNECT_TIMEOUT,
                        Failure.ORIGIN_TLS_TIMEOUT,
                        Failure.ORIGIN_CLOSED);
        assertThat(those(failure -> RetryRule.afterLeaseFailure(failure, 3, 3))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, true",
        "HEAD, true",
        "OPTIONS, false",
        "POST, false",
        "PUT, false",
        "PATCH, false",
        "DELETE, false"
    })
    void requestThatWasSentIsSentAgainOnlyWhereThatIsHarmless(String method, boolean harmless) {
        Head request = head(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        Set<Failure> expected = harmless
                ? EnumSet.of(Failure.ORIGIN_CLOSED, Failure.ORIGIN_READ_TIMEOUT)
                : EnumSet.noneOf(Failure.class);
        assertThat(those(failure -> RetryRule.afterSilence(failure, request, 1, 3)))
                .isEqualTo(expected);
        assertThat(those(failure -> RetryRule.afterSilence(failure, request, 3, 3)))
                .isEmpty();
        Head withBody = head(method + " / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
        assertThat(those(failure -> RetryRule.afterSilence(failure, withBody, 1, 3)))
                .isEmpty();
    }

    /** 42 to 46, 48, 49, 116, and every other one. */
    @ParameterizedTest
    @EnumSource(Alert.class)
    void alertIsNeverTriedAgain(Alert alert) {
        Head request = head("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        for (MtlsOutcome outcome :
                new MtlsOutcome[] {new MtlsOutcome.Rejected(alert), new MtlsOutcome.TlsFailed(alert)}) {
            assertThat(RetryRule.afterLeaseFailure(OriginFailure.of(outcome), 1, 3))
                    .isFalse();
            assertThat(RetryRule.afterSilence(OriginFailure.of(outcome, true), request, 1, 3))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(value = MtlsOutcome.Plain.class, names = "ORIGIN_.*", mode = EnumSource.Mode.MATCH_ALL)
    void faultOfTheOriginsCertificateIsNeverTriedAgain(MtlsOutcome.Plain outcome) {
        if (outcome != MtlsOutcome.Plain.ORIGIN_CLOSED) {
            assertThat(RetryRule.afterLeaseFailure(OriginFailure.of(outcome), 1, 3))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void onlyTransportFailuresOfALeaseAreTriedAgain(Failure failure) {
        Set<Failure> again = EnumSet.of(
                Failure.ORIGIN_CONNECT_FAILED,
                Failure.ORIGIN_CONNECT_TIMEOUT,
                Failure.ORIGIN_TLS_TIMEOUT,
                Failure.ORIGIN_CLOSED);
        assertThat(RetryRule.afterLeaseFailure(failure, 1, LIMIT)).isEqualTo(again.contains(failure));
        assertThat(RetryRule.afterLeaseFailure(failure, LIMIT - 1, LIMIT)).isEqualTo(again.contains(failure));
        assertThat(RetryRule.afterLeaseFailure(failure, LIMIT, LIMIT)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void onlySilenceIsAnsweredBySendingAGetAgain(Failure failure) {
        Set<Failure> again = EnumSet.of(Failure.ORIGIN_CLOSED, Failure.ORIGIN_READ_TIMEOUT);
        assertThat(RetryRule.afterSilence(failure, request("GET /"), 1, LIMIT)).isEqualTo(again.contains(failure));
        assertThat(RetryRule.afterSilence(failure, request("GET /"), LIMIT, LIMIT))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', true", "HEAD, '', true", "GET, Content-Length: 0, true", "GET, Content-Length: 1, false",
        "GET, Transfer-Encoding: chunked, false", "POST, '', false", "PUT, '', false", "DELETE, '', false",
        "OPTIONS, '', false", "PATCH, '', false", "get, '', false",
    })
    void onlyGetAndHeadWithoutContentAreSentAgain(String method, String line, boolean again) {
        Head head = line.isEmpty() ? request(method + " /") : request(method + " /", line);
        assertThat(RetryRule.afterSilence(Failure.ORIGIN_CLOSED, head, 1, LIMIT))
                .isEqualTo(again);
    }
}
