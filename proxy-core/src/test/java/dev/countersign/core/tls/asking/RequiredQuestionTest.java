package dev.countersign.core.tls.asking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code mode: require}: an origin that does not ask gets nothing of the request. */
final class RequiredQuestionTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final MtlsFacts REFUSED =
            MtlsFacts.failed("not_requested_required", "client_certificate_not_requested");

    @TempDir
    static Path directory;

    private static Partners partners;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    private static OriginTls notAsking(String version) {
        return partners.originServing(partners.server).speaking(version);
    }

    private static String configuration(int port, String mode) {
        return OriginEntry.https("o", port)
                .trusting(partners.serverBundle())
                .presenting(partners.written(partners.a), mode)
                .alone("runtime: {eventLoops: 1}");
    }

    /** s_server prints every byte of application data that reaches it. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void opensslThatDoesNotAskReceivesNothing(String version, TlsEngine engine) throws Exception {
        try (OpensslServer origin = OpensslServer.startTalking(notAsking(version));
                RunningProxy proxy = RunningProxy.start(directory, configuration(origin.port(), "require"), engine)) {
            assertThat(Asked.get(proxy, "/secret").status()).isEqualTo(502);
            assertThat(MtlsFacts.of(proxy.log().next())).isEqualTo(REFUSED);
            origin.awaitLog("DONE|ERROR");
            assertThat(origin.log()).doesNotContain("GET", "secret", "shop.test");
        }
    }

    /**
     * nginx logs a request with its first byte. It was served before the mode changed, on a full and on a resumed handshake: what was
     * learned then, and is resumed now, does not stand in for the question.
     */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void nginxThatDoesNotAskReceivesNothingAlsoWhereASessionIsResumed(String version, TlsEngine engine)
            throws Exception {
        Path served = directory.resolve(version + engine + ".log");
        NginxSettings settings = NginxSettings.of(notAsking(version))
                .withoutKeepAlive()
                .withLocations("access_log " + served + " seen;");
        try (NginxOrigin origin = NginxOrigin.start(settings);
                RunningProxy proxy = RunningProxy.start(directory, configuration(origin.port(), "offer"), engine)) {
            assertThat(Asked.get(proxy, "/1").header("X-Seen-Reused")).containsExactly(".");
            assertThat(Asked.get(proxy, "/2").header("X-Seen-Reused")).containsExactly("r");
            proxy.log().next(2);

            proxy.swap(configuration(origin.port(), "require"), 2);
            for (int i = 0; i < 3; i++) {
                assertThat(Asked.get(proxy, "/3").status()).isEqualTo(502);
                MtlsFacts facts = MtlsFacts.of(proxy.log().next());
                assertThat(facts.resumed().equals("true") ? facts : facts.asResumed())
                        .isEqualTo(REFUSED.asResumed());
            }

            proxy.swap(configuration(origin.port(), "offer"), 3);
            RawResponse after = Asked.get(proxy, "/4");
            assertThat(after.status()).isEqualTo(200); // its one process has seen all that came before
            assertThat(Files.readAllLines(served)).hasSizeBetween(2, 3); // the last line may still be on its way
        }
    }
}
