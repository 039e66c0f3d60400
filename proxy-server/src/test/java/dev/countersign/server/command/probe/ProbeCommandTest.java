package dev.countersign.server.command.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OpensslServer;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person is told, and the exit code, against real servers where they are installed. */
@Timeout(60)
final class ProbeCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NGINX", "APACHE"})
    void everyMakeOfServerThatRequiresTheCertificateGivesZero(RealServer make) {
        Trial trial = new Trial(directory);
        try (RealOrigin origin = make.start(trial.asking(trial.server, Asking.REQUIRED, trial.clients), true)) {
            assertThat(trial.mtls("a", origin.port()).probe())
                    .as(trial.out + "" + trial.err)
                    .isZero();
        }
        assertThat(trial.out.toString())
                .startsWith("shop/a: mutually authenticated\n")
                .contains("; 200 in answer to HEAD /\n", "CN=edge", "+ the origin took our certificate\n")
                .contains("+ the origin refuses who has no certificate\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NGINX", "APACHE"})
    void everyMakeOfServerThatRejectsGivesOneAndAdvice(RealServer make) {
        Trial trial = new Trial(directory);
        TestAuthority others = TestAuthority.create("others");
        try (RealOrigin origin = make.start(trial.asking(trial.server, Asking.REQUIRED, others), true)) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
        }
        assertThat(trial.out.toString())
                .startsWith("shop/a: not mutually authenticated\n")
                .contains("  outcome     rejected_", "issuers, ours not among them:\n", "CN=others\n")
                .contains("CN=clients")
                .doesNotContain("OpenSslException");
    }

    @Test
    void originThatDoesNotAskGivesOne() {
        Trial trial = new Trial(directory);
        try (RealOrigin origin = RealServer.JDK.start(trial.asking(trial.server, Asking.NEVER, trial.clients), true)) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
        }
        assertThat(joined(trial))
                .contains("the origin does not ask for a certificate: nothing stops anyone else from reaching it");
    }

    @Test
    void originThatServesOthersIsAuthenticatedAllTheSameAndThatIsAFault() {
        Trial trial = new Trial(directory);
        try (RealOrigin origin =
                RealServer.JDK.start(trial.asking(trial.server, Asking.OPTIONAL, trial.clients), true)) {
            assertThat(trial.mtls("a", origin.port()).probe()).isZero();
        }
        assertThat(joined(trial)).contains("! the origin asks for a certificate, but serves who has none");
    }

    @Test
    void alertIsToldInWords() {
        Trial trial = new Trial(directory);
        try (OpensslServer origin =
                OpensslServer.start(trial.asking(trial.server, Asking.REQUIRED, TestAuthority.create("others")))) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
        }
        assertThat(joined(trial))
                .contains("the origin rejects our certificate with unknown_ca: it does not trust the issuer; add"
                        + " CN=clients to the authorities it trusts");
    }

    @Test
    void handshakeAloneIsUnconfirmedAtBest() {
        Trial trial = new Trial(directory);
        try (RealOrigin origin =
                RealServer.JDK.start(trial.asking(trial.server, Asking.REQUIRED, trial.clients), true)) {
            assertThat(trial.mtls("a", origin.port()).probe("--handshake-only")).isEqualTo(3);
        }
        assertThat(trial.out.toString())
                .startsWith("shop/a: unconfirmed\n  address ")
                .contains("  outcome     presented\n");
    }

    @Test
    void oneThatFailedOutweighsOneThatIsUnconfirmed() throws IOException {
        Trial trial = new Trial(directory);
        try (RealOrigin origin =
                        RealServer.JDK.start(trial.asking(trial.server, Asking.REQUIRED, trial.clients), true);
                Socket refusing = refusing()) {
            trial.mtls("a", origin.port()).mtls("b", refusing.getLocalPort());
            assertThat(trial.probe("--handshake-only")).isEqualTo(1);
            assertThat(trial.probe("--handshake-only", "--origin", "shop/a")).isEqualTo(3);
        }
    }

    /** A port where every connection is refused, as long as it is held. */
    private static Socket refusing() throws IOException {
        Socket held = new Socket();
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return held;
    }

    @Test
    void whatIsNotTlsOrSilentOrAbsentFailsInBoundedTime() throws IOException {
        Trial trial = new Trial(directory);
        try (ScriptedOrigin garbage = ScriptedOrigin.plain(connection -> {
                    connection.send("\u001b[31m220 not TLS\r\n");
                    connection.readToEnd();
                });
                ScriptedOrigin silent = ScriptedOrigin.plain(connection -> connection.readToEnd());
                Socket refusing = refusing()) {
            trial.mtls("garbage", garbage.port()).mtls("silent", silent.port()).mtls("absent", refusing.getLocalPort());
            assertThat(trial.probe()).isEqualTo(1);
        }
        assertThat(trial.out.toString())
                .contains(
                        "  outcome     garbage\n",
                        "  outcome     handshake_timeout\n",
                        "  outcome     connect_failed\n")
                .doesNotContain("\u001b");
    }

    @Test
    void namesThatAnOriginChoseSteerNoTerminalAndFitIt() {
        Trial trial = new Trial(directory);
        // RFC 2253 prints the last part of a name first.
        var hostile =
                trial.servers.issue(CertificateSpec.server(Trial.NAME, "x".repeat(60) + "." + "y".repeat(60) + ".test")
                        .subject("OU=" + "z".repeat(60) + ",O=a b c \u009b31m,CN=a\u001b]0-owned\u0007\u202e"));
        TestAuthority named =
                TestAuthority.create(CertificateSpec.authority("x").subject("OU=" + "w".repeat(60) + ",O=a\u001b[2J"));
        try (RealOrigin origin = RealServer.JDK.start(trial.asking(hostile, Asking.REQUIRED, named), true)) {
            assertThat(trial.mtls("a", origin.port()).probe()).isEqualTo(1);
            assertThat(trial.probe("--json")).isEqualTo(1);
        }
        assertThat(trial.out.toString().chars()).allMatch(letter -> letter == '\n' || (letter >= ' ' && letter < 0x7f));
        String text = trial.out.toString().substring(0, trial.out.toString().indexOf("\n{"));
        assertThat(text.lines()).allMatch(line -> line.length() < 80);
        assertThat(text).contains("CN=a?]0-owned??", "ours not among them", "O=a?[2J");
    }

    @Test
    void whatIsWrongWithTheConfigurationIsToldAsCheckTellsIt() {
        Trial trial = new Trial(directory).mtls("a", 1).with("nonsense: 1");

        assertThat(trial.probe()).isEqualTo(2);
        assertThat(trial.err.toString())
                .containsPattern("trial\\.yaml:\\d+:\\d+ nonsense: .*\n")
                .contains(": 1 problem\n");
        assertThat(trial.out.toString()).isEmpty();
    }

    @Test
    void originThatNobodyKnowsIsRefusedWithWhatIsNear() {
        Trial trial = new Trial(directory).mtls("partner-a", 1);

        assertThat(trial.probe("--origin", "shop/partner-b")).isEqualTo(2);
        assertThat(trial.err.toString())
                .isEqualTo("--origin: there is no \"shop/partner-b\"; did you mean shop/partner-a?\n");
    }

    @Test
    void requestThatIsNoPathIsRefused() {
        Trial trial = new Trial(directory).mtls("a", 1);

        assertThat(trial.probe("--request", "health")).isEqualTo(2);
        assertThat(trial.probe("--request", "/health", "--handshake-only")).isEqualTo(2);
        assertThat(trial.err.toString()).contains("\"health\" is not a path", "--handshake-only sends none");
    }

    /** A closed set: programs read it. */
    @Test
    void everyFindingIsInThePage() throws IOException {
        Path root = Path.of(System.getProperty("countersign.root"));
        String page = Files.readString(root.resolve("docs/probe.md"));
        String source = Files.readString(
                root.resolve("proxy-server/src/main/java/dev/countersign/server/command/probe/Findings.java"));
        Matcher codes = Pattern.compile("Level\\.[A-Z]+,\\s+\"([a-z_]*[a-z])\"").matcher(source);
        int found = 0;
        while (codes.find()) {
            found++;
            assertThat(page).contains("| `" + codes.group(1) + "` |");
        }
        assertThat(found).isGreaterThan(8);
    }

    /** What wraps in a terminal, as one line. */
    private static String joined(Trial trial) {
        return trial.out.toString().replaceAll("\n +", " ");
    }
}
