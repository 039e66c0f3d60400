package dev.countersign.core.probe;

import static dev.countersign.core.tls.JdkContexts.needing;
import static dev.countersign.core.tls.JdkContexts.wanting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.RuntimeConfig;
import dev.countersign.config.Transport;
import dev.countersign.core.http.Method;
import dev.countersign.core.probe.OriginReport.Others;
import dev.countersign.core.probe.OriginReport.Verdict;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.MtlsOutcome;
import dev.countersign.core.tls.Partners;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that must not be taken for more than they say. */
@Timeout(60)
final class OtherAnswersTest {
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

    private static OriginReport probe(ScriptedOrigin origin) {
        return ProbeRun.of(
                directory,
                partners.entry("o", origin.port(), partners.a)
                        .with("connectionTimeout: 2")
                        .withCustom("originReadTimeout: 1")
                        .alone(),
                TlsEngine.available(),
                "/",
                false);
    }

    /** {@code gnutls-serv} for one: it answers HEAD with a bare page. */
    @Test
    void originThatAnswersHeadWithoutAStatusLineIsAskedWithGet() {
        ScriptedOrigin.Script script = connection -> {
            connection.send(
                    connection.readHead().startsWith("GET ") ? OK : "<HTML>501 Method Not Implemented</HTML>\r\n\r\n");
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.3"), script)) {
            OriginReport report = probe(origin);

            assertThat(report.verdict()).isEqualTo(Verdict.AUTHENTICATED);
            assertThat(report.configured().method()).isEqualTo(Method.GET);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void statusThatTurnsEverybodyAwaySaysNothingOfWhoHasNoCertificate(int status) {
        ScriptedOrigin.Script script = connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, wanting("TLSv1.3"), script)) {
            assertThat(probe(origin).others()).isEqualTo(Others.UNKNOWN);
        }
    }

    @Test
    void secondConnectionThatFailsDoesNotSayThatSessionsAreNotResumed() {
        AtomicInteger connections = new AtomicInteger();
        ScriptedOrigin.Script script = connection -> {
            connection.readHead();
            if (connections.incrementAndGet() == 1) {
                connection.send(OK);
                connection.readToEnd();
            }
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context, needing("TLSv1.2"), script)) {
            OriginReport report = probe(origin);

            assertThat(report.again()).isPresent();
            assertThat(report.resumes()).isEmpty();
        }
    }

    /** A proxy would hold the fourth handshake back. */
    @Test
    void noRejectionHoldsBackTheNextProbe() {
        RuntimeConfig runtime = new RuntimeConfig(1, Transport.AUTO, Duration.ofSeconds(1), List.of(), false);
        ProbeRequest request = ProbeRequest.of("/").orElseThrow();
        try (ScriptedOrigin origin =
                        ScriptedOrigin.tls(context, needing("TLSv1.3"), connection -> connection.readToEnd());
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.stranger).alone(),
                        TlsEngine.available());
                Prober prober = new Prober(runtime, proxy.snapshot(), request, false)) {
            for (int i = 0; i < 5; i++) {
                OriginReport report = prober.probe(proxy.snapshot().origins())
                        .get(0)
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
                assertThat(report.configured().outcome()).isInstanceOf(MtlsOutcome.Rejected.class);
            }
            assertThat(origin.connections()).isGreaterThanOrEqualTo(5);
        }
    }
}
