package dev.countersign.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is still missing. Building a behaviour shortens this list; nothing lengthens it. */
final class UnavailableTest {
    private static final List<String> STILL_UNAVAILABLE = List.of(
            "accessLog.extensionFields",
            "accessLog.fields",
            "accessLog.format",
            "accessLog.rotate",
            "admin.allowedHosts",
            "admin.tls",
            "admin.token",
            "distributions[].cacheBehaviors[].grpcConfig.enabled",
            "distributions[].defaultCacheBehavior.grpcConfig.enabled",
            "limits.http2",
            "listeners[].http2PriorKnowledge",
            "listeners[].proxyProtocol.mode",
            "listeners[].proxyProtocol.trustedSources",
            "listeners[].tls.clientCertificates",
            "listeners[].tls.forwardSubjectHeader",
            "listeners[].tls.http2",
            "listeners[].tls.sessionTickets",
            "listeners[].tls.trust",
            "log.format",
            "log.level",
            "metrics.otlp");

    @Test
    void unavailableKeysAreExactlyThese() {
        assertThat(Unavailable.KEYS.keySet()).containsExactlyInAnyOrderElementsOf(STILL_UNAVAILABLE);
    }

    @TestFactory
    Stream<DynamicTest> noUnavailableKeyIsSilentlyIgnored() {
        return STILL_UNAVAILABLE.stream()
                .map(path -> DynamicTest.dynamicTest(
                        path,
                        () -> assertThat(Readings.problems(KeyTree.containing(path, "any-other-value")))
                                .anySatisfy(problem -> assertThat(problem)
                                        .contains(path.replace("[]", "[0]") + ": not available yet; remove it"))));
    }

    @TestFactory
    Stream<DynamicTest> valuesThatDescribeWhatRunsAreTaken() {
        return Unavailable.KEYS.entrySet().stream()
                .flatMap(key -> key.getValue().stream()
                        .map(value -> DynamicTest.dynamicTest(key.getKey() + ": " + value, () -> {
                            Object written = value.equals("[]") ? List.of() : value;
                            assertThat(Readings.problems(KeyTree.containing(key.getKey(), written)))
                                    .noneMatch(problem ->
                                            problem.contains(key.getKey().replace("[]", "[0]")));
                        })));
    }
}
