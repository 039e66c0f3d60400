package dev.countersign.core.tls.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which group is agreed on with which origin, and that the log says the same as the origin. */
final class KeyAgreementTest {
    private static final String HYBRID = "X25519MLKEM768";
    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static BoringOrigin origin(String... groups) throws Exception {
        assumeTrue(TlsEngine.available() == TlsEngine.BORINGSSL, "no BoringSSL on this machine");
        return BoringOrigin.start(partners.server, partners.clientAuthority, groups);
    }

    private static String yaml(int port, String... custom) {
        var entry = partners.entry("o", port, partners.a);
        for (String key : custom) {
            entry.withCustom(key);
        }
        return entry.alone(ONE_LOOP);
    }

    @Test
    void originThatKnowsNothingElseIsReachedAndItsGroupLogged() throws Exception {
        try (BoringOrigin origin = origin(HYBRID);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port()));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String reused : List.of("false", "true")) {
                assertThat(Asked.get(viewer, "/").header("X-Seen-Group")).containsExactly(HYBRID);
                LogLine line = proxy.log().next();
                assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
                assertThat(line.get("origin.tls.group")).isEqualTo(HYBRID);
                assertThat(line.get("origin.tls.protocol")).isEqualTo("TLSv1.3");
                assertThat(line.get("origin.connection.reused")).isEqualTo(reused);
            }
        }
    }

    /** X25519 is offered with a key share, the others only by name: those take a HelloRetryRequest. */
    @ParameterizedTest
    @CsvSource({"X25519, true", "X25519, false", "P-256, true", "P-256, false", "P-384, true", "P-521, true"})
    void originWithoutItAgreesOnAnother(String group, boolean postQuantum) throws Exception {
        try (BoringOrigin origin = origin(group);
                RunningProxy proxy =
                        RunningProxy.start(directory, yaml(origin.port(), "postQuantum: " + postQuantum))) {
            assertThat(Asked.get(proxy, "/").header("X-Seen-Group")).containsExactly(group);
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.get("origin.tls.group")).isEqualTo(group);
        }
    }

    @Test
    void originThatKnowsNothingElseHasNothingInCommonWithoutPostQuantum() throws Exception {
        try (BoringOrigin origin = origin(HYBRID);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port(), "postQuantum: false"))) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next()))
                    .isEqualTo(MtlsFacts.failed("no_common_tls", "origin_tls_failed")
                            .withAlert("handshake_failure"));
        }
    }

    /** A connection made with it is of no use to who must not have used it, and the other way round. */
    @Test
    void connectionsOfBothKindsAreNeverMixed() throws Exception {
        try (BoringOrigin origin = origin(HYBRID, "X25519");
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port()));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (int number = 1; number <= 3; number++) {
                boolean postQuantum = number != 2;
                if (number > 1) {
                    proxy.swap(yaml(origin.port(), "postQuantum: " + postQuantum), number);
                }
                RawResponse response = Asked.get(viewer, "/");
                LogLine line = proxy.log().next();
                assertThat(response.header("X-Seen-Group")).containsExactly(postQuantum ? HYBRID : "X25519");
                assertThat(line.get("origin.tls.group")).isEqualTo(postQuantum ? HYBRID : "X25519");
                assertThat(line.get("origin.connection.reused")).isEqualTo("false");
                assertThat(line.get("origin.tls.resumed")).isEqualTo("false");
            }
        }
    }

    /** The JDK's engine has no such group, and tells none. */
    @Test
    void jdkEngineAgreesOnAnotherAndClaimsNothing() throws Exception {
        try (BoringOrigin origin = origin(HYBRID, "X25519");
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port()), TlsEngine.JDK)) {
            assertThat(Asked.get(proxy, "/").header("X-Seen-Group")).containsExactly("X25519");
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.text()).doesNotContain("origin.tls.group");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void tls12OriginIsReached(TlsEngine engine) throws Exception {
        assertReached(engine, "TLSv1.2", "P-256", "-groups", "P-256");
        assertReached(engine, "TLSv1.2", "X25519");
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void tls13OriginOfAnotherMakeIsReached(TlsEngine engine) throws Exception {
        assertReached(engine, "TLSv1.3", "P-256", "-groups", "P-256");
        assertReached(engine, "TLSv1.3", "X25519", "-groups", "X25519");
    }

    private static void assertReached(TlsEngine engine, String version, String group, String... flags)
            throws Exception {
        try (OpensslServer origin = OpensslServer.start(partners.originAsking(Asking.REQUIRED, version), flags);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin.port()), engine)) {
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(200);
            LogLine line = proxy.log().next();
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.a));
            assertThat(line.get("origin.tls.protocol")).isEqualTo(version);
            assertThat(line.get("origin.tls.group")).isEqualTo(engine == TlsEngine.BORINGSSL ? group : "");
        }
    }
}
