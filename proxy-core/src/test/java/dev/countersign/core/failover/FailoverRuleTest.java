package dev.countersign.core.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.destination.StatusSet;
import dev.countersign.core.failure.Failure;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of what fails over on what, restated by status. */
final class FailoverRuleTest {
    private static final List<Integer> CODES = List.of(400, 403, 404, 416, 429, 500, 502, 503, 504);
    private static final Map<Failure, Set<Integer>> DUE = new EnumMap<>(Map.ofEntries(
            Map.entry(Failure.ORIGIN_NOT_AVAILABLE, Set.of(502)),
            Map.entry(Failure.ORIGIN_BUSY, Set.of(503)),
            Map.entry(Failure.ORIGIN_DNS_FAILED, Set.of(502)),
            Map.entry(Failure.ORIGIN_CONNECT_FAILED, Set.of(502, 503)),
            Map.entry(Failure.ORIGIN_CONNECT_TIMEOUT, Set.of(503, 504)),
            Map.entry(Failure.ORIGIN_TLS_FAILED, Set.of(502)),
            Map.entry(Failure.ORIGIN_TLS_TIMEOUT, Set.of(503, 504)),
            Map.entry(Failure.ORIGIN_CERTIFICATE_REFUSED, Set.of(502)),
            Map.entry(Failure.CLIENT_CERTIFICATE_REJECTED, Set.of(502)),
            Map.entry(Failure.CLIENT_CERTIFICATE_MISSING, Set.of(502)),
            Map.entry(Failure.CLIENT_CERTIFICATE_NOT_REQUESTED, Set.of(502)),
            Map.entry(Failure.ORIGIN_CLOSED, Set.of(502)),
            Map.entry(Failure.ORIGIN_READ_TIMEOUT, Set.of(504)),
            Map.entry(Failure.ORIGIN_COMPLETION_TIMEOUT, Set.of(504)),
            Map.entry(Failure.ORIGIN_WRITE_FAILED, Set.of(502)),
            Map.entry(Failure.ORIGIN_INVALID_RESPONSE, Set.of(502)),
            Map.entry(Failure.ORIGIN_HEAD_TOO_LARGE, Set.of(502))));

    @ParameterizedTest
    @EnumSource(Failure.class)
    void failureFailsOverOnTheStatusesOfTheTableAlone(Failure failure) {
        Set<Integer> due = CODES.stream()
                .filter(code -> FailoverRule.isDue(failure, StatusSet.of(Set.of(code))))
                .collect(Collectors.toSet());
        assertThat(due).isEqualTo(DUE.getOrDefault(failure, Set.of()));
    }

    @Test
    void nothingFailsOverWithoutCriteria() {
        assertThat(Failure.values()).noneMatch(failure -> FailoverRule.isDue(failure, StatusSet.NONE));
    }
}
