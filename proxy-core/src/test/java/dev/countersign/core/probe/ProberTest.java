package dev.countersign.core.probe;

import static dev.countersign.core.tls.JdkContexts.needing;
import static dev.countersign.core.tls.JdkContexts.speaking;
import static dev.countersign.core.tls.JdkContexts.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.http.Method;
import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.probe.ContactReport.Answer;
import dev.countersign.core.probe.OriginReport.Others;
import dev.countersign.core.probe.OriginReport.Verdict;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.core.tls.OriginHandshake;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against origins of the JDK's, with each TLS engine: what is learned, and what the origin gets to see. */
@Timeout(60)
final class ProberTest {
    private static final String EVERY_WAY = "dev.countersign.core.tls.Ways#versionsAndEngines";
    private static final String ENGINES = "dev.countersign.core.tls.Ways#engines";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    @TempDir
    static Path directory;

    private static Partners partners;
    private static SSLContext context;

    @BeforeAll
    static void issue() {
        partners = new Partners(directory);
        context = JdkContexts.of(partners.server, partners.clientAuthority);
    }

    private static ScriptedOrigin.Script answering(String response) {
        return connection -> {
            connection.readHead();
            connection.send(response);
            connection.readToEnd();
        };
    }

    private static OriginEntry entry(ScriptedOrigin origin, TestCertificate client) {
        return partners.entry("o", origin.port(), client).with("connectionTimeout: 2");
    }

    private static OriginReport probe(OriginEntry entry, TlsEngine engine) {
        return ProbeRun.of(directory, entry.alone(), engine, "/", false);
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatRequiresIsAuthenticatedAndRefusesOthers(String version, TlsEngine engine) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing(version), answering(OK))) {
            OriginReport report = probe(entry(origin, partners.a), engine);

            assertThat(report.verdict()).isEqualTo(Verdict.AUTHENTICATED);
            assertThat(report.configured().outcome()).isEqualTo(Plain.ACCEPTED);
            assertThat(report.configured().status()).isEqualTo(200);
            assertThat(report.configured().authorities())
                    .containsExactly(partners.clientAuthority.certificate().getSubjectX500Principal());
            assertThat(report.configured().chain()).isEqualTo(partners.server.chain());
            assertThat(report.resumes()).contains(true);
            assertThat(report.others()).isEqualTo(Others.REFUSED);
            assertThat(report.anonymous().orElseThrow().asked()).isTrue();
            assertThat(report.anonymous().orElseThrow().isPresented()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatAsksAndDoesNotInsistServesOthers(String version, TlsEngine engine) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, wanting(version), answering(OK))) {
            OriginReport report = probe(entry(origin, partners.a), engine);

            assertThat(report.verdict()).isEqualTo(Verdict.AUTHENTICATED);
            assertThat(report.others()).isEqualTo(Others.SERVED);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void originThatDoesNotAskFailsAndOthersNeedNotBeTried(String version, TlsEngine engine) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, speaking(version), answering(OK))) {
            OriginReport report = probe(entry(origin, partners.a), engine);

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().outcome()).isEqualTo(Plain.NOT_REQUESTED);
            assertThat(report.others()).isEqualTo(Others.NOT_TRIED);
        }
    }

    @ParameterizedTest
    @MethodSource(EVERY_WAY)
    void rejectionIsToldWithItsAlert(String version, TlsEngine engine) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing(version), answering(OK))) {
            OriginReport report = probe(entry(origin, partners.stranger), engine);

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().outcome()).isInstanceOf(MtlsOutcome.Rejected.class);
            assertThat(report.configured().handshake())
                    .extracting(OriginHandshake::caHintMismatch)
                    .isEqualTo(true);
            assertThat(report.again()).isEmpty();
            assertThat(report.others()).isEqualTo(Others.REFUSED);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void withTheHandshakeAloneNoByteIsSentAndARejectionIsStillSeen(TlsEngine engine) {
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                context, needing("TLSv1.3"), connection -> received.add(connection.readToEnd().length))) {
            OriginReport liked =
                    ProbeRun.of(directory, entry(origin, partners.a).alone(), engine, "/", true);
            OriginReport rejected =
                    ProbeRun.of(directory, entry(origin, partners.stranger).alone(), engine, "/", true);

            assertThat(liked.configured().outcome()).isEqualTo(Plain.PRESENTED);
            assertThat(liked.verdict()).isEqualTo(Verdict.UNCONFIRMED);
            assertThat(rejected.configured().outcome()).isInstanceOf(MtlsOutcome.Rejected.class);
            assertThat(rejected.verdict()).isEqualTo(Verdict.FAILED);
        }
        assertThat(received).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void originThatAsksWhereNothingIsConfiguredFails(TlsEngine engine) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, wanting("TLSv1.3"), answering(OK))) {
            OriginReport report = probe(partners.entry("o", origin.port(), null), engine);

            assertThat(report.configured().outcome()).isEqualTo(Plain.REQUESTED_NONE_CONFIGURED);
            assertThat(report.configured().authorities()).hasSize(1);
            assertThat(report.others()).isEqualTo(Others.SERVED);
        }
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void underModeRequireNothingIsSentToAnOriginThatDoesNotAsk(TlsEngine engine) {
        Queue<Integer> received = new ConcurrentLinkedQueue<>();
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                context, speaking("TLSv1.3"), connection -> received.add(connection.readToEnd().length))) {
            OriginEntry entry = OriginEntry.https("o", origin.port())
                    .trusting(partners.serverBundle())
                    .presenting(partners.written(partners.a), "require");

            assertThat(probe(entry, engine).configured().outcome()).isEqualTo(Plain.NOT_REQUESTED_REQUIRED);
        }
        assertThat(received).containsOnly(0);
    }

    @ParameterizedTest
    @MethodSource(ENGINES)
    void chainThatWeRefuseIsToldAndNobodyElseIsTried(TlsEngine engine) {
        TestCertificate unknown = TestAuthority.create("unknown").server(OriginEntry.NAME);
        SSLContext untrusted = JdkContexts.of(unknown, partners.clientAuthority);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(untrusted, needing("TLSv1.3"), answering(OK))) {
            OriginReport report = probe(entry(origin, partners.a), engine);

            assertThat(report.configured().outcome()).isEqualTo(Plain.ORIGIN_UNTRUSTED);
            assertThat(report.configured().chain()).isEqualTo(unknown.chain());
            assertThat(report.others()).isEqualTo(Others.NOT_TRIED);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void statusThatTurnsOthersAwayIsARefusal() {
        ScriptedOrigin.Script script = connection -> {
            connection.readHead();
            boolean known = hasCertificate(connection.session());
            connection.send(known ? OK : "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, wanting("TLSv1.3"), script)) {
            OriginReport report = probe(entry(origin, partners.a), TlsEngine.available());

            assertThat(report.others()).isEqualTo(Others.REFUSED_BY_STATUS);
            assertThat(report.anonymous().orElseThrow().status()).isEqualTo(403);
        }
    }

    private static boolean hasCertificate(SSLSession session) {
        try {
            return session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException nobody) {
            return false;
        }
    }

    /** {@code openssl s_server -www} for one. */
    @Test
    void originThatKnowsGetAloneIsAskedWithGet() {
        ScriptedOrigin.Script script = connection -> {
            if (connection.readHead().startsWith("GET ")) {
                connection.send(OK);
            }
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), script)) {
            OriginReport report =
                    probe(entry(origin, partners.a).withCustom("originReadTimeout: 1"), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.AUTHENTICATED);
            assertThat(report.configured().method()).isEqualTo(Method.GET);
            assertThat(report.configured().outcome()).isEqualTo(Plain.ACCEPTED);
            assertThat(report.configured().authorities()).hasSize(1);
            assertThat(report.resumes()).contains(true);
            assertThat(report.others()).isEqualTo(Others.REFUSED);
            assertThat(origin.connections()).isEqualTo(4);
        }
    }

    @Test
    void silenceAfterTheRequestIsUnconfirmed() {
        ScriptedOrigin.Script silent = connection -> {
            connection.readHead();
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), silent)) {
            OriginReport report =
                    probe(entry(origin, partners.a).withCustom("originReadTimeout: 1"), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.UNCONFIRMED);
            assertThat(report.configured().answer()).isEqualTo(Answer.NONE);
            assertThat(report.again()).isEmpty();
        }
    }

    @Test
    void silenceBeforeTheHandshakeEndsWithTheConnectionTimeout() {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> connection.readToEnd())) {
            OriginReport report = probe(entry(origin, partners.a), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().outcome()).isEqualTo(Plain.HANDSHAKE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"220 mail.example ESMTP\r\n", "HTTP/1.1 200 OK\r\nBroken", "HTTP/1.1 200 OK\r\n: x\r\n\r\n"})
    void answerThatIsNotHttpFails(String answer) {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), answering(answer))) {
            OriginReport report =
                    probe(entry(origin, partners.a).withCustom("originReadTimeout: 1"), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().answer()).isEqualTo(Answer.NOT_HTTP);
        }
    }

    @Test
    void interimResponsesAreNotTheAnswer() {
        String response = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK;
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), answering(response))) {
            assertThat(probe(entry(origin, partners.a), TlsEngine.available())
                            .configured()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void requestIsTheProxysOwnWithOriginPathAndCustomHeaders() {
        Queue<String> heads = new ConcurrentLinkedQueue<>();
        ScriptedOrigin.Script script = connection -> {
            heads.add(connection.readHead());
            connection.send(OK);
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), script)) {
            OriginEntry entry = entry(origin, partners.a)
                    .with("originPath: /base")
                    .with("customHeaders: {X-Origin-Verify: s3cret}");
            ProbeRun.of(directory, entry.alone(), TlsEngine.available(), "/health?deep=1", false);
        }
        assertThat(heads)
                .hasSize(2)
                .allSatisfy(head -> assertThat(head)
                        .startsWith("HEAD /base/health?deep=1 HTTP/1.1\r\n")
                        .contains(
                                "Host: " + OriginEntry.NAME,
                                "X-Origin-Verify: s3cret",
                                "User-Agent: countersign-probe"));
    }

    @Test
    void portWhereNobodyListensIsToldByAddress() throws IOException {
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            OriginReport report = probe(partners.entry("o", held.getLocalPort(), partners.a), TlsEngine.available());

            assertThat(report.configured().outcome()).isEqualTo(Plain.CONNECT_FAILED);
            assertThat(report.used()).isNull();
            assertThat(report.unreached()).hasSize(1);
        }
    }

    @Test
    void addressThatRefusesMakesRoomForTheNextAndBothAreTold() {
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), answering(OK));
                NameServer dns = NameServer.start().has(OriginEntry.NAME, 60, "127.0.0.2", "127.0.0.1")) {
            String yaml = entry(origin, partners.a).alone().replaceAll(" +address: .*\\n", "");
            OriginReport report = ProbeRun.asking(
                            List.of(dns.socketAddress()), directory, yaml, TlsEngine.available(), "/", false)
                    .get(0);

            assertThat(report.verdict()).isEqualTo(Verdict.AUTHENTICATED);
            assertThat(report.addresses().stream().map(InetAddress::getHostAddress))
                    .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
            assertThat(report.used()).hasToString("/127.0.0.1");
            assertThat(report.unreached().stream().map(it -> it.outcome())).allMatch(Plain.CONNECT_FAILED::equals);
        }
    }

    @Test
    void plainOriginIsAskedAndFails() {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(answering(OK))) {
            OriginReport report = probe(OriginEntry.http("o", origin.port()), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().outcome()).isEqualTo(Plain.NOT_TLS);
            assertThat(report.configured().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void fallbackIsProbedToo() {
        SSLContext picky = JdkContexts.of(partners.server, new JdkContexts.Accepting(partners.b));
        try (ScriptedOrigin origin = ScriptedOrigin.tls(picky, needing("TLSv1.3"), answering(OK))) {
            OriginReport report =
                    probe(partners.entry("o", origin.port(), partners.a, partners.b), TlsEngine.available());

            assertThat(report.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(report.configured().outcome()).isInstanceOf(MtlsOutcome.Rejected.class);
            assertThat(report.fallback().orElseThrow().outcome()).isEqualTo(Plain.ACCEPTED);
            assertThat(report.others()).isEqualTo(Others.REFUSED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "*", "http://origin.test/", "/a b", "/a\r\nX: y", "/\u00e9", "//a\u007f"})
    void whatIsNoPathIsNotAskedFor(String target) {
        assertThat(ProbeRequest.of(target)).isEmpty();
    }

    @Test
    void originsAreProbedAtTheSameTimeAndToldInOrder() {
        try (ScriptedOrigin slow = ScriptedOrigin.plain(connection -> connection.readToEnd());
                ScriptedOrigin quick = ScriptedOrigin.tls(context, needing("TLSv1.3"), answering(OK))) {
            String yaml = OriginEntry.together(List.of(
                    entry(slow, partners.a),
                    partners.entry("second", slow.port(), partners.a).with("connectionTimeout: 2"),
                    partners.entry("third", quick.port(), partners.a)));
            List<OriginReport> reports = ProbeRun.all(directory, yaml, TlsEngine.available(), "/", false);

            assertThat(reports.stream().map(report -> report.target().name()))
                    .containsExactly("d/o", "d/second", "d/third");
            assertThat(reports.stream().map(OriginReport::verdict))
                    .containsExactly(Verdict.FAILED, Verdict.FAILED, Verdict.AUTHENTICATED);
        }
    }
}
