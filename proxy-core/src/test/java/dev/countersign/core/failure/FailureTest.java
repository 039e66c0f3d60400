package dev.countersign.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.tls.Alert;
import dev.countersign.core.tls.MtlsOutcome;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FailureTest {
    /** CloudFront, "Standard logging reference", x-edge-detailed-result-type and x-edge-result-type: those that can come about here. */
    private static final Set<String> CLOUD_FRONTS_WORDS = Set.of(
            "CapacityExceeded",
            "ClientCommError",
            "ClientHungUpRequest",
            "InvalidRequest",
            "InvalidRequestHeader",
            "InvalidRequestMethod",
            "Miss",
            "OriginCommError",
            "OriginConnectError",
            "OriginDnsError",
            "OriginHeaderTooBigError",
            "OriginInvalidResponseError",
            "OriginReadError",
            "OriginWriteError",
            "SlowReaderOriginError");

    @Test
    void labelsAreUniqueWords() {
        assertThat(Arrays.stream(Failure.values()).map(Failure::label))
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z_]+"));
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void statusFitsTheSide(Failure failure) {
        boolean nobodyToTell =
                switch (failure) {
                    case VIEWER_LEFT, VIEWER_SLOW, WEBSOCKET_IDLE, WEBSOCKET_RETIRED -> true;
                    default -> false;
                };
        if (nobodyToTell) {
            assertThat(failure.status()).isZero();
        } else if (failure.side() == Side.VIEWER) {
            assertThat(failure.status()).isBetween(400, 505).isNotIn(502, 503, 504);
            assertThat(failure.sentence()).isNotBlank();
        } else {
            assertThat(failure.status()).isIn(502, 503, 504);
        }
        assertThat(failure.detailedResultType()).isIn(CLOUD_FRONTS_WORDS);
        assertThat(failure.resultType()).isIn("Error", "CapacityExceeded");
    }

    @Test
    void timeoutsTowardsTheOriginAre504AndAFullEdgeIs503() {
        assertThat(withStatus(504))
                .containsExactlyInAnyOrder(
                        Failure.ORIGIN_CONNECT_TIMEOUT,
                        Failure.ORIGIN_TLS_TIMEOUT,
                        Failure.ORIGIN_READ_TIMEOUT,
                        Failure.ORIGIN_COMPLETION_TIMEOUT);
        assertThat(withStatus(503)).containsExactly(Failure.ORIGIN_BUSY);
    }

    private static Set<Failure> withStatus(int status) {
        return Arrays.stream(Failure.values())
                .filter(failure -> failure.status() == status)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Failure.class)));
    }

    @ParameterizedTest
    @EnumSource(MtlsOutcome.Plain.class)
    void everyOutcomeIsAFailureOfTheWayToTheOrigin(MtlsOutcome.Plain outcome) {
        assertThat(OriginFailure.of(outcome).side()).isNotEqualTo(Side.VIEWER);
    }

    @Test
    void alertsAreRejectionsOnlyAfterOurCertificate() {
        Alert alert = Alert.UNKNOWN_CA;
        assertThat(OriginFailure.of(new MtlsOutcome.Rejected(alert))).isEqualTo(Failure.CLIENT_CERTIFICATE_REJECTED);
        assertThat(OriginFailure.of(new MtlsOutcome.TlsFailed(alert))).isEqualTo(Failure.ORIGIN_TLS_FAILED);
    }
}
