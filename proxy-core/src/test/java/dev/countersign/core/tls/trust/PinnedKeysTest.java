package dev.countersign.core.tls.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.testkit.certificate.TestAuthority;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pinned keys, held against a real origin. */
final class PinnedKeysTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.trust.TrustedOrigin#ways";
    private static final String OTHER_KEY =
            pin(TestAuthority.create("other").server("other.test").leaf());

    @TempDir
    static Path directory;

    private static TrustedOrigin origin;

    @BeforeAll
    static void start() throws Exception {
        origin = new TrustedOrigin(directory);
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    private static String pin(X509Certificate certificate) {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String pins(String... pins) {
        return "pins: {spkiSha256: ['" + String.join("', '", pins) + "']}";
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void everyKeyOfThePathMayBePinnedOnFullAndOnResumedHandshakes(TrustedOrigin.Way way) throws Exception {
        for (X509Certificate pinned :
                List.of(origin.server.leaf(), origin.intermediate.certificate(), origin.root.certificate())) {
            try (RunningProxy proxy = origin.proxy(way, pins(OTHER_KEY, pin(pinned)))) {
                assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
                assertThat(TrustedOrigin.ask(proxy))
                        .isEqualTo(MtlsFacts.notRequested().asResumed());
            }
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void aBackupIsAsGoodAsTheKeyItIsFor(TrustedOrigin.Way way) throws Exception {
        try (RunningProxy proxy = origin.proxy(
                way, "pins: {spkiSha256: ['" + OTHER_KEY + "'], backup: ['" + pin(origin.server.leaf()) + "']}")) {
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void anOriginWithoutAPinnedKeyIsRefusedEveryTime(TrustedOrigin.Way way) throws Exception {
        try (RunningProxy proxy = origin.proxy(way, pins(OTHER_KEY))) {
            for (int i = 0; i < 3; i++) {
                assertThat(TrustedOrigin.ask(proxy)).isEqualTo(TrustedOrigin.refused("origin_pin_mismatch"));
            }
        }
    }

    /** The origin sends its root, which is beside the path where the intermediate is trusted itself. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void aKeyThatIsOnlySentAlongDoesNotCount(TrustedOrigin.Way way) throws Exception {
        String yaml = origin.yaml(way, origin.intermediate, pins(pin(origin.root.certificate())));
        try (RunningProxy proxy = RunningProxy.start(directory, yaml, way.engine())) {
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(TrustedOrigin.refused("origin_pin_mismatch"));
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void otherPinsEndTheSessionsOfTheOldOnes(TrustedOrigin.Way way) throws Exception {
        try (RunningProxy proxy = origin.proxy(way, pins(pin(origin.server.leaf())))) {
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
            proxy.swapOrFail(origin.yaml(way, pins(OTHER_KEY)), 2);
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(TrustedOrigin.refused("origin_pin_mismatch"));
            proxy.swapOrFail(origin.yaml(way, pins(pin(origin.root.certificate()))), 3);
            assertThat(TrustedOrigin.ask(proxy)).isEqualTo(MtlsFacts.notRequested());
        }
    }
}
