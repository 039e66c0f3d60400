package dev.countersign.core.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.witness.ClientHello;
import dev.countersign.testkit.origin.witness.Mood;
import dev.countersign.testkit.origin.witness.SharedSessions;
import dev.countersign.testkit.origin.witness.Testimony;
import dev.countersign.testkit.origin.witness.WitnessOrigin;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions are offered where they were made, and nowhere else: what the ClientHello says, not only what an origin makes of it. The
 * origin would resume each of them, whoever offers it.
 */
final class StoredSessionsTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String ONE_LOOP = "runtime: {eventLoops: 1}";

    @TempDir
    static Path directory;

    private static Partners partners;

    private final Semaphore asked = new Semaphore(0);
    private final Semaphore verdicts = new Semaphore(0);
    private WitnessOrigin origin;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
    }

    @BeforeEach
    void startOrigin() {
        origin = WitnessOrigin.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                SharedSessions.of(partners.server, partners.clientAuthority, this::awaitVerdict),
                Asking.OPTIONAL,
                Mood.patient(() -> {}));
    }

    @AfterEach
    void stopOrigin() {
        verdicts.release(1000);
        origin.close();
    }

    private void awaitVerdict() {
        asked.release();
        verdicts.acquireUninterruptibly();
    }

    private OriginEntry entry(String id, String version, @Nullable TestCertificate client) {
        return partners.entry(id, origin.port(), client).withCustom("originSslProtocols: [" + version + "]");
    }

    private String alone(String version, @Nullable TestCertificate client) {
        return entry("o", version, client).alone(ONE_LOOP);
    }

    /** On a connection of its own, which carries no other. */
    private Testimony answered(RunningProxy proxy, String id) throws IOException {
        RawResponse response = Asked.get(proxy, "/" + id + "/ANSWER_LAST/");
        assertThat(response.status()).isEqualTo(200);
        return Testimony.of(response);
    }

    private ClientHello onlyHello() {
        List<ClientHello> hellos = origin.takeHellos();
        assertThat(hellos).hasSize(1);
        return hellos.get(0);
    }

    private void assertFull(Testimony seen, TestCertificate client) {
        assertThat(seen.client().serial()).contains(client.leaf().getSerialNumber());
        assertThat(seen.client().resumed()).contains(false);
        assertThat(onlyHello().offersSession()).isFalse();
    }

    private void assertResumed(Testimony seen, TestCertificate client) {
        assertThat(seen.client().serial()).contains(client.leaf().getSerialNumber());
        assertThat(seen.client().resumed()).contains(true);
        assertThat(onlyHello().offersSession()).isTrue();
    }

    /** Row HS-17 of the checklist. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void sessionOfOneOriginIsNeverOfferedForAnotherOfTheSameServer(String version, TlsEngine engine) throws Exception {
        verdicts.release(1000);
        try (RunningProxy proxy = RunningProxy.start(
                directory,
                OriginEntry.together(
                        List.of(
                                entry("one", version, partners.a),
                                entry("same", version, partners.a),
                                entry("other", version, partners.b),
                                entry("none", version, null)),
                        ONE_LOOP),
                engine)) {
            assertFull(answered(proxy, "one"), partners.a);
            assertResumed(answered(proxy, "one"), partners.a);
            assertFull(answered(proxy, "same"), partners.a);
            assertFull(answered(proxy, "other"), partners.b);
            assertResumed(answered(proxy, "other"), partners.b);
            assertThat(Asked.get(proxy, "/none/").status()).isEqualTo(502);
            assertThat(onlyHello().offersSession()).isFalse();
            assertResumed(answered(proxy, "one"), partners.a);
        }
    }

    /** Under TLS 1.3 tickets come after the verdict, here when there is another identity already; then that one, too, is replaced. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void sessionThatComesAfterTheRotationIsOfferedByNobody(String version, TlsEngine engine) throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, alone(version, partners.a), engine);
                RawConnection late = RawViewer.plain(proxy.port())) {
            late.send("GET /ANSWER_LAST/late HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(asked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            proxy.swap(alone(version, partners.b), 2);
            verdicts.release(1000);

            assertFull(Testimony.of(late.readResponse()), partners.a);
            assertFull(answered(proxy, "o"), partners.b);
            assertResumed(answered(proxy, "o"), partners.b);

            proxy.swap(alone(version, partners.a), 3);
            assertFull(answered(proxy, "o"), partners.a);
            assertResumed(answered(proxy, "o"), partners.a);
            assertThat(proxy.log().next(5))
                    .extracting(line -> line.get("snapshot") + line.get("origin.mtls.identity"))
                    .containsExactly(
                            1 + MtlsFacts.sha256(partners.a),
                            2 + MtlsFacts.sha256(partners.b),
                            2 + MtlsFacts.sha256(partners.b),
                            3 + MtlsFacts.sha256(partners.a),
                            3 + MtlsFacts.sha256(partners.a));
        }
    }

    /** The same with the identity taken away instead: the next exchange is refused, and offers nothing to get around that. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void sessionThatComesAfterMutualTlsWasSwitchedOffIsOfferedByNobody(String version, TlsEngine engine)
            throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, alone(version, partners.a), engine);
                RawConnection late = RawViewer.plain(proxy.port())) {
            late.send("GET /ANSWER_LAST/late HTTP/1.1\r\nHost: shop.test\r\n\r\n");
            assertThat(asked.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            proxy.swap(alone(version, null), 2);
            verdicts.release(1000);

            assertFull(Testimony.of(late.readResponse()), partners.a);
            assertThat(Asked.get(proxy, "/").status()).isEqualTo(502);
            assertThat(onlyHello().offersSession()).isFalse();
            assertThat(proxy.log().next(2).get(1).get("origin.mtls.outcome")).isEqualTo("requested_none_configured");
        }
    }

    /** Row HS-18 of the checklist: no drain time at all. */
    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void noRequestUsesAPooledConnectionOfTheSettingBefore(String version, TlsEngine engine) throws Exception {
        verdicts.release(1000);
        try (RunningProxy proxy = RunningProxy.start(directory, alone(version, partners.a), engine)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Testimony.of(Asked.get(proxy, "/ANSWER/" + i))
                                .client()
                                .serial())
                        .contains(partners.a.leaf().getSerialNumber());
            }
            assertThat(proxy.log().next(2).get(1).get("origin.connection.reused"))
                    .isEqualTo("true");

            proxy.swap(alone(version, null), 2);
            assertThat(Asked.get(proxy, "/ANSWER/off").status()).isEqualTo(502);
            assertThat(origin.takeTestimonies("/ANSWER/off")).isEmpty();

            proxy.swap(alone(version, partners.b), 3);
            assertThat(Testimony.of(Asked.get(proxy, "/ANSWER/on")).client().serial())
                    .isEqualTo(Optional.of(partners.b.leaf().getSerialNumber()));
            LogLine line = proxy.log().next(2).get(1);
            assertThat(MtlsFacts.of(line)).isEqualTo(MtlsFacts.accepted(partners.b));
            assertThat(line.get("origin.connection.reused")).isEqualTo("false");
        }
    }
}
