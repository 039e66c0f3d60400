package dev.countersign.core.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.proxy.CannotListen;
import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Listeners that become others while viewers are connected. */
@Timeout(60)
final class ReplacedListenersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: v.test\r\n\r\n";
    private static final String FIRST = "bind: \"127.0.0.1:0\"";

    private final TestAuthority authority = TestAuthority.create("ca");
    private final TestCertificate before = authority.server("v.test");
    private final TestCertificate after = authority.server("v.test");

    @TempDir
    Path directory;

    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    private final SSLContext viewers = JdkTls.trusting(authority);
    private String securedBefore = "";
    private String securedAfter = "";

    @BeforeEach
    void writeCertificates() {
        securedBefore = secured(before.writeTo(directory, "before"));
        securedAfter = secured(after.writeTo(directory, "after"));
    }

    private static String secured(CertificateFiles files) {
        return "tls: {certificates: [{chain: \"%s\", key: \"%s\"}]}".formatted(files.chain(), files.key());
    }

    /** Answers the path / at once and every other when it is told to. */
    private void play(RawConnection connection) throws IOException {
        while (true) {
            if (!connection.readHead().startsWith("GET / ")) {
                asked.complete(null);
                answer.join();
            }
            connection.send(OK);
        }
    }

    private static String yaml(ScriptedOrigin origin, String... listeners) {
        return OneOrigin.plain(origin)
                .withListener(String.join("}, {", listeners))
                .yaml();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static int status(RawConnection connection) throws IOException {
        connection.send(GET);
        return connection.readResponse().status();
    }

    @Test
    void whoIsBoundAlreadyKeepsTheSocketAndItsConnections() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST));
                RawConnection early = RawViewer.plain(proxy.port())) {
            assertThat(status(early)).isEqualTo(200);
            int port = proxy.port();
            String added = "bind: \"127.0.0.1:" + freePort() + "\"";

            proxy.swap(yaml(origin, added, FIRST), 2);

            assertThat(proxy.port(1)).isEqualTo(port);
            assertThat(status(early)).isEqualTo(200);
            try (RawConnection late = RawViewer.plain(proxy.port(0))) {
                assertThat(status(late)).isEqualTo(200);
            }
        }
    }

    @Test
    void aRemovedListenerLetsWhatRunsFinishAndClosesTheRest() throws Exception {
        String second = "bind: \"127.0.0.1:" + freePort() + "\"";
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST, second));
                RawConnection kept = RawViewer.plain(proxy.port(0));
                RawConnection idle = RawViewer.plain(proxy.port(1));
                RawConnection running = RawViewer.plain(proxy.port(1))) {
            int gone = proxy.port(1);
            assertThat(status(kept)).isEqualTo(200);
            assertThat(status(idle)).isEqualTo(200);
            running.send(GET.replace("/ ", "/slow "));
            asked.get(5, TimeUnit.SECONDS);

            proxy.swap(yaml(origin, FIRST), 2);

            assertThat(idle.closed()).isTrue();
            assertThatThrownBy(() -> RawViewer.plain(gone)).isInstanceOf(IOException.class);
            answer.complete(null);
            RawResponse last = running.readResponse();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).containsExactly("close");
            assertThat(status(kept)).isEqualTo(200);
        }
    }

    @Test
    void whatRunsAtARemovedListenerIsCutAfterTheTimeToDrain() throws Exception {
        String second = "bind: \"127.0.0.1:" + freePort() + "\"";
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST, second));
                RawConnection stuck = RawViewer.plain(proxy.port(1))) {
            stuck.send(GET.replace("/ ", "/stuck "));
            asked.get(5, TimeUnit.SECONDS);

            proxy.swap(yaml(origin, FIRST).replace("eventLoops: 1", "eventLoops: 1, drainTimeout: 1s"), 2);

            assertThat(proxy.log().next().get("error.type")).isEqualTo("viewer_left");
            assertThat(stuck.closed()).isTrue();
            answer.complete(null);
        }
    }

    @Test
    void newConnectionsGetTheNewCertificateAlsoWhereTlsWasNone() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST + ", " + securedBefore));
                RawConnection early = RawViewer.tls(viewers, "v.test", proxy.port())) {
            proxy.swap(yaml(origin, FIRST + ", " + securedAfter), 2);
            assertThat(shown(proxy)).isEqualTo(after.leaf());
            assertThat(status(early)).isEqualTo(200);

            proxy.swap(yaml(origin, FIRST), 3);
            try (RawConnection plain = RawViewer.plain(proxy.port())) {
                assertThat(status(plain)).isEqualTo(200);
            }
            assertThat(status(early)).isEqualTo(200);

            proxy.swap(yaml(origin, FIRST + ", " + securedBefore), 4);
            assertThat(shown(proxy)).isEqualTo(before.leaf());
        }
    }

    private Certificate shown(RunningProxy proxy) throws IOException {
        try (RawConnection connection = RawViewer.tls(viewers, "v.test", proxy.port())) {
            Certificate shown = connection.session().getPeerCertificates()[0];
            assertThat(status(connection)).isEqualTo(200);
            return shown;
        }
    }

    /** Its ClientHello comes when the certificates it was accepted under are no longer the listener's. */
    @Test
    void aViewerThatIsSlowToBeginShakesHandsAllTheSame() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST + ", " + securedBefore));
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            proxy.meters().await("viewers", 1);
            proxy.swap(yaml(origin, FIRST + ", " + securedAfter), 2);
            assertThat(shown(proxy)).isEqualTo(after.leaf());

            try (SSLSocket secured =
                    (SSLSocket) viewers.getSocketFactory().createSocket(slow, "v.test", proxy.port(), true)) {
                secured.startHandshake();
                assertThat(secured.getSession().getPeerCertificates()[0]).isEqualTo(before.leaf());
            }
        }
    }

    @Test
    void anAddressThatIsTakenRefusesAllOfIt() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST));
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int free = freePort();
            String taken = "127.0.0.1:" + other.getLocalPort();
            String wanted = yaml(
                    origin,
                    FIRST + ", " + securedBefore,
                    "bind: \"127.0.0.1:" + free + "\"",
                    "bind: \"" + taken + "\"");

            assertThatThrownBy(() -> proxy.swapOrFail(wanted, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on " + taken)
                    .hasMessageContaining("Address already in use");

            try (RawConnection plain = RawViewer.plain(proxy.port());
                    ServerSocket again = new ServerSocket(free, 1, InetAddress.getLoopbackAddress())) {
                assertThat(again.isBound()).isTrue();
                assertThat(status(plain)).isEqualTo(200);
            }
        }
    }

    /** The system has no moment in which one socket becomes the other. */
    @Test
    void addressThatCoversTheOneBeforeIsRefusedWithARemedy() throws Exception {
        int port = freePort();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, "bind: \"127.0.0.1:" + port + "\""))) {
            assertThatThrownBy(() -> proxy.swapOrFail(yaml(origin, "bind: \"0.0.0.0:" + port + "\""), 2))
                    .isInstanceOf(CannotListen.class)
                    .hasMessageContaining("cannot listen on 0.0.0.0:" + port + ": ")
                    .hasMessageEndingWith("while 127.0.0.1:" + port + " is listened on, this port cannot change its"
                            + " address: use another port, or restart");
            try (RawConnection viewer = RawViewer.plain(proxy.port())) {
                assertThat(status(viewer)).isEqualTo(200);
            }
        }
    }

    @Test
    void howManyViewersMayBeConnectedChangesAtOnce() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(this::play);
                RunningProxy proxy = RunningProxy.start(directory, yaml(origin, FIRST));
                RawConnection early = RawViewer.plain(proxy.port())) {
            assertThat(status(early)).isEqualTo(200);
            proxy.swap(
                    OneOrigin.plain(origin).withLimits("viewerConnections: 1").yaml(), 2);

            try (RawConnection late = RawViewer.plain(proxy.port())) {
                assertThat(late.closed()).isTrue();
            }
            assertThat(status(early)).isEqualTo(200);
        }
    }
}
