package dev.countersign.core.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.witness.Mood;
import dev.countersign.testkit.origin.witness.SharedSessions;
import dev.countersign.testkit.origin.witness.WitnessOrigin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of two identities goes first is learned of the server that judged them. */
final class LearnedChoiceTest {
    @TempDir
    Path directory;

    private static WitnessOrigin start(SharedSessions sessions, Asking asking) {
        return WitnessOrigin.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), sessions, asking, Mood.patient(() -> {}));
    }

    private static LogLine answered(RunningProxy proxy) throws Exception {
        assertThat(Asked.get(proxy, "/ANSWER_LAST/").status()).isEqualTo(200);
        return proxy.log().next();
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void originThatMovesIsAskedUnderItsPrimaryIdentityAgain(TlsEngine engine) throws Exception {
        Partners partners = new Partners(directory);
        SharedSessions sessions = SharedSessions.of(partners.server, partners.clientAuthority, () -> {});
        try (WitnessOrigin rejecting = start(sessions, Asking.REQUIRED);
                WitnessOrigin never = start(sessions, Asking.NEVER);
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", rejecting.port(), partners.stranger, partners.a)
                                .alone(),
                        engine)) {
            for (int i = 0; i < 3; i++) {
                assertThat(answered(proxy).get("origin.attempts")).isEqualTo("2");
            }
            LogLine learned = answered(proxy);
            assertThat(learned.get("origin.attempts")).isEqualTo("1");
            assertThat(learned.get("origin.mtls.fallback")).isEqualTo("true");

            proxy.swap(
                    partners.entry("o", never.port(), partners.stranger, partners.a)
                            .alone(),
                    2);
            assertThat(answered(proxy).get("origin.mtls.fallback")).isEmpty();
        }
    }
}
