package dev.countersign.server.command.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.tls.MtlsOutcome.Plain;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person is advised is true of what was seen, and names what can be done. */
@Timeout(60)
final class ProbeAdviceTest {
    private static final String FALLBACK = "arn:aws:acm:us-east-1:111122223333:certificate/second";
    private static final char[] NO_SECRET = "none".toCharArray();

    @TempDir
    private Path directory;

    @Test
    void noTwoOutcomesHaveTheSameAdvice() {
        Set<Plain> outcomes = EnumSet.complementOf(EnumSet.of(Plain.ACCEPTED_RESUMED));

        assertThat(outcomes.stream().map(outcome -> OutcomeAdvice.of(outcome, "CN=ca", "origin.test")))
                .doesNotHaveDuplicates();
    }

    /** A list that is missing or out of date gives the same outcome: the origin cannot mend that. */
    @Test
    void whoeverFindsARevocationIsSentToTheListsFirst() {
        assertThat(OutcomeAdvice.of(Plain.ORIGIN_REVOKED, "CN=ca", "origin.test"))
                .contains("no list in trust.crl speaks for it");
    }

    @Test
    void interimResponsesAloneAreNoAnswerAndThatIsTheFault() {
        Trial trial = new Trial(directory);
        ScriptedOrigin.Script script = connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
            connection.readToEnd();
        };
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context(trial), asking(true), script)) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
        }
        assertThat(trial.out.toString())
                .contains("  + the origin took our certificate\n", "  ! the origin did not answer the request\n");
    }

    /** Apache over TLS 1.3, where {@code SSLVerifyClient} stands in a {@code Location}. */
    @Test
    void originThatTurnsUsAwayUnaskedMayWantToAskForAPathAlone() {
        Trial trial = new Trial(directory);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context(trial), asking(false), answering(403))) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
        }
        assertThat(joined(trial)).contains("- the answer is 403: an origin that wants a certificate for some paths");
    }

    @Test
    void nobodyIsSaidToBeServedWhereEverybodyIsTurnedAway() {
        Trial trial = new Trial(directory);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(context(trial), asking(true), answering(403))) {
            assertThat(trial.mtls("a", origin.port()).probe()).isZero();
        }
        assertThat(joined(trial))
                .contains("did not come out, because 403 is the answer to us, too")
                .doesNotContain("serves who has none");
    }

    @Test
    void fallbackThatWasOnlyShownIsNoFault() {
        Trial trial = withFallback();
        try (RealOrigin origin =
                RealServer.JDK.start(trial.asking(trial.server, Asking.OPTIONAL, trial.clients), true)) {
            assertThat(probeWithFallback(trial, origin.port(), "--handshake-only"))
                    .isEqualTo(3);
        }
        assertThat(joined(trial)).contains("- under the fallback certificate: our certificate was sent, but");
    }

    @Test
    void fallbackIsTakenTooOnlyWhereTheFirstIsTaken() {
        Trial trial = withFallback();
        try (RealOrigin origin =
                RealServer.JDK.start(trial.asking(trial.server, Asking.REQUIRED, trial.clients), true)) {
            assertThat(probeWithFallback(trial, origin.port())).isZero();
        }
        assertThat(joined(trial)).contains("+ the origin takes the fallback certificate, too");
    }

    private Trial withFallback() {
        Trial trial = new Trial(directory).with("certificateStore: {directory: certificates}");
        trial.clients.client("second").writeToStore(directory.resolve("certificates"), FALLBACK);
        return trial;
    }

    private static int probeWithFallback(Trial trial, int port, String... flags) {
        String mtls =
                ", originMtlsConfig: {clientCertificate: {chain: edge.crt, key: edge.key}, fallbackCertificateArn: '"
                        + FALLBACK + "'}";
        return trial.origin("a", port, mtls).probe(flags);
    }

    private static ScriptedOrigin.Script answering(int status) {
        return connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n");
            connection.readToEnd();
        };
    }

    private static SSLParameters asking(boolean asks) {
        SSLParameters parameters = new SSLParameters();
        parameters.setWantClientAuth(asks);
        return parameters;
    }

    private static SSLContext context(Trial trial) {
        TestCertificate server = trial.server;
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", server.key(), NO_SECRET, server.chain().toArray(X509Certificate[]::new));
            store.setCertificateEntry("clients", trial.clients.certificate());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_SECRET);
            TrustManagerFactory judges = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            judges.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), judges.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What wraps in a terminal, as one line. */
    private static String joined(Trial trial) {
        return trial.out.toString().lines().map(String::strip).collect(Collectors.joining(" "));
    }
}
