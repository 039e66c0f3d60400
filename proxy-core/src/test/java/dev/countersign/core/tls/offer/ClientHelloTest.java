package dev.countersign.core.tls.offer;

import static dev.countersign.core.tls.offer.ClientHello.X25519;
import static dev.countersign.core.tls.offer.ClientHello.X25519_MLKEM768;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What origins are offered, byte by byte, and nothing else. */
final class ClientHelloTest {
    /** ML-KEM-768's encapsulation key and X25519's (draft-ietf-tls-ecdhe-mlkem section 3.1.1). */
    private static final int X25519_MLKEM768_SHARE_BYTES = 1184 + 32;

    /** Beside the share itself the group's name twice, and the share's length. */
    private static final int X25519_MLKEM768_BYTES = X25519_MLKEM768_SHARE_BYTES + 3 * 2;

    @TempDir
    static Path directory;

    private static ClientHello offered(TlsEngine engine, String... custom) throws Exception {
        CompletableFuture<ClientHello> hello = new CompletableFuture<>();
        try (ScriptedOrigin origin =
                ScriptedOrigin.plain(connection -> hello.complete(ClientHello.readFrom(connection)))) {
            OriginEntry entry = OriginEntry.https("o", origin.port())
                    .with("connectionAttempts: 1")
                    .trusting(TestAuthority.create("servers").writeTo(directory, "server-ca"));
            for (String key : custom) {
                entry.withCustom(key);
            }
            try (RunningProxy proxy = RunningProxy.start(directory, entry.alone(), engine)) {
                assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
                return hello.get(10, TimeUnit.SECONDS);
            }
        }
    }

    static List<Arguments> enginesAndVersions() {
        List<Arguments> all = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            all.add(Arguments.of(engine, "[TLSv1.2]", List.of(0x0303)));
            all.add(Arguments.of(engine, "[TLSv1.3]", List.of(0x0304)));
            all.add(Arguments.of(engine, "[TLSv1.2, TLSv1.3]", List.of(0x0304, 0x0303)));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("enginesAndVersions")
    void versionsAreExactlyTheConfiguredOnes(TlsEngine engine, String configured, List<Integer> versions)
            throws Exception {
        ClientHello hello = offered(engine, "originSslProtocols: " + configured);
        assertThat(hello.legacyVersion()).isEqualTo(0x0303);
        // Without the extension the legacy version is the newest, and older ones are the server's guess.
        assertThat(hello.versions().isEmpty() ? List.of(hello.legacyVersion()) : hello.versions())
                .isEqualTo(versions);
        assertThat(hello.shares().isEmpty()).isEqualTo(!versions.contains(0x0304));
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void postQuantumGroupIsOfferedWhereTheEngineHasIt(TlsEngine engine) throws Exception {
        ClientHello hello = offered(engine);
        if (engine == TlsEngine.BORINGSSL) {
            assertThat(hello.groups()).startsWith(X25519_MLKEM768, X25519);
            assertThat(hello.shares())
                    .containsEntry(X25519_MLKEM768, X25519_MLKEM768_SHARE_BYTES)
                    .containsEntry(X25519, 32);
            assertThat(hello.bytes() - offered(engine, "postQuantum: false").bytes())
                    .isEqualTo(X25519_MLKEM768_BYTES);
        } else {
            assertThat(hello.groups()).as("docs/tls.md says so").doesNotContain(X25519_MLKEM768);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void withoutPostQuantumTheHelloIsClassicalAndSmall(TlsEngine engine) throws Exception {
        ClientHello hello = offered(engine, "postQuantum: false");
        assertThat(hello.groups()).contains(X25519).doesNotContain(X25519_MLKEM768);
        assertThat(hello.shares()).containsKey(X25519).doesNotContainKey(X25519_MLKEM768);
        assertThat(hello.bytes()).isLessThan(600);
    }

    /** Before TLS 1.3 there is no such key agreement. */
    @ParameterizedTest
    @MethodSource("dev.countersign.core.tls.Ways#engines")
    void tls12AloneOffersNoPostQuantumKeyShare(TlsEngine engine) throws Exception {
        ClientHello hello = offered(engine, "originSslProtocols: [TLSv1.2]");
        assertThat(hello.shares()).isEmpty();
        assertThat(hello.bytes()).isLessThan(600);
    }
}
