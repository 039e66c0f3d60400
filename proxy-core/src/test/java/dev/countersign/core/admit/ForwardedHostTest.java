package dev.countersign.core.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.LogLine;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A forwarded Host is what the origin is asked for in every way: Host, server name, and the name its certificate must have. */
final class ForwardedHostTest {
    @TempDir
    Path directory;

    private final TestAuthority authority = TestAuthority.create("servers");
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> serverNames = new LinkedBlockingQueue<>();
    private ScriptedOrigin origin;

    @BeforeEach
    void startOrigin() {
        SSLContext context = JdkTls.with(authority.server("a.test", "*.b.test"));
        origin = ScriptedOrigin.tls(context, JdkTls.speaking(context, "TLSv1.3"), this::answer);
    }

    private void answer(RawConnection connection) throws IOException {
        ExtendedSSLSession session = (ExtendedSSLSession) connection.session();
        serverNames.add(session.getRequestedServerNames().stream()
                .map(name -> ((SNIHostName) name).getAsciiName())
                .toList()
                .toString());
        while (true) {
            String head = connection.readHead();
            heads.add(head);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                    + (head.startsWith("GET /last") ? "Connection: close\r\n\r\n" : "\r\n"));
        }
    }

    @AfterEach
    void stopOrigin() {
        origin.close();
    }

    private String yaml(String policy, int serverNames) {
        return """
                listeners: [{bind: "127.0.0.1:0"}]
                runtime: {eventLoops: 1}
                limits: {serverNamesPerOrigin: %d}
                distributions:
                  - id: d
                    aliases: [a.test, "*.b.test", c.test]
                    origins:
                      - id: o
                        domainName: origin.test
                        address: 127.0.0.1
                        customOriginConfig:
                          originProtocolPolicy: https-only
                          httpsPort: %d
                          originKeepaliveTimeout: 60
                          trust: {caBundle: "%s"}
                    defaultCacheBehavior: {targetOriginId: o, originRequestPolicy: %s}
                """.formatted(serverNames, origin.port(), authority.writeTo(directory, "ca"), policy);
    }

    private static RawResponse get(RawConnection viewer, String path, String host) throws IOException {
        viewer.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        return viewer.readResponse();
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @ParameterizedTest
    @ValueSource(strings = {"AllViewer", "HostHeaderOnly"})
    void originIsAskedForTheViewersHost(String policy) throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml(policy, 64));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(get(viewer, "/", "A.test:8443").status()).isEqualTo(200);
            assertThat(next(heads)).contains("\r\nHost: A.test:8443\r\n").doesNotContain("origin.test");
            assertThat(next(serverNames)).isEqualTo("[a.test]");
            assertThat(proxy.log().next().get("origin.tls.sni")).isEqualTo("a.test");
        }
    }

    @Test
    void certificateHasToNameTheForwardedHost() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml("AllViewer", 64));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(get(viewer, "/", "c.test").status()).isEqualTo(502);
            LogLine line = proxy.log().next();
            assertThat(line.get("origin.mtls.outcome")).isEqualTo("origin_name_mismatch");
            assertThat(line.get("origin.tls.sni")).isEqualTo("c.test");
            assertThat(heads).isEmpty();
        }
    }

    @Test
    void connectionForOneNameIsNeverUsedForAnother() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml("AllViewer", 64));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String host : List.of("a.test", "x.b.test", "A.TEST.", "y.b.test", "X.b.test:1")) {
                assertThat(get(viewer, "/", host).status()).as(host).isEqualTo(200);
            }
            assertThat(List.of(next(serverNames), next(serverNames), next(serverNames)))
                    .containsExactly("[a.test]", "[x.b.test]", "[y.b.test]");
            assertThat(origin.connections()).isEqualTo(3);
        }
    }

    @Test
    void namesBeyondTheLimitAreServedOnConnectionsThatAreNotPooled() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml("AllViewer", 1));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            for (String host : List.of("a.test", "x.b.test", "x.b.test", "a.test")) {
                assertThat(get(viewer, "/", host).status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(3);
            assertThat(get(viewer, "/last", "a.test").status())
                    .isEqualTo(200); // nothing rests under that name any more
            for (int i = 0; i < 3; i++) {
                assertThat(get(viewer, "/", "x.b.test").status()).isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(4);
        }
    }

    @Test
    void pooledConnectionsOfForwardedNamesSurviveAnUnrelatedSwap() throws Exception {
        String yaml = yaml("AllViewer", 64);
        try (RunningProxy proxy = RunningProxy.start(directory, yaml);
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(get(viewer, "/", "a.test").status()).isEqualTo(200);
            proxy.swap(yaml, 2);
            assertThat(get(viewer, "/", "a.test").status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(1);
            proxy.swap(yaml.replace("httpsPort", "originSslProtocols: [TLSv1.3]\n          httpsPort"), 3);
            assertThat(get(viewer, "/", "a.test").status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b.test", "-x.b.test", "x~y.b.test", "x-.b.test"})
    void hostThatNoCertificateCouldNameIsRefused(String host) throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml("AllViewer", 64));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(get(viewer, "/", host).status()).isEqualTo(403);
            assertThat(proxy.log().next().get("error.type")).isEqualTo("unknown_host");
            assertThat(origin.connections()).isZero();
        }
    }

    @Test
    void hostThatNoAliasMatchesIsNeverForwarded() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(directory, yaml("AllViewer", 64));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            assertThat(get(viewer, "/", "evil.test").status()).isEqualTo(403);
            assertThat(origin.connections()).isZero();
        }
    }
}
