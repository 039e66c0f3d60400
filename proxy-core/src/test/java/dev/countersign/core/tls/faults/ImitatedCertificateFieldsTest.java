package dev.countersign.core.tls.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.JdkContexts;
import dev.countersign.core.tls.Partners;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * FW-3: what other proxies tell of certificates in header fields is the viewer's own word here, under the header policy like
 * any other field. An origin learns who we are from the handshake alone.
 */
final class ImitatedCertificateFieldsTest {
    private static final List<String> FIELDS = List.of(
            "X-SSL-Client-Verify: SUCCESS",
            "X-SSL-Client-Cert: MIIB",
            "X-SSL-Client-S-DN: CN=partner-a",
            "X-Client-Cert: MIIB",
            "X-Client-Certificate: MIIB",
            "Client-Cert: :MIIB:",
            "Client-Cert-Chain: :MIIB:",
            "X-Forwarded-Client-Cert: By=spiffe://a;Hash=00;Subject=\"CN=partner-a\"",
            "X-Amzn-Mtls-Clientcert: MIIB",
            "SSL_CLIENT_VERIFY: SUCCESS",
            "SSL_CLIENT_S_DN: CN=partner-a",
            "X-ARR-ClientCert: MIIB");

    @TempDir
    Path directory;

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    /** The head that an origin sees which has asked for our certificate, and got it. */
    private List<String> seen(String policy, List<String> lines) throws Exception {
        Partners partners = new Partners(directory);
        try (ScriptedOrigin origin = ScriptedOrigin.tls(
                        JdkContexts.of(partners.server, partners.clientAuthority),
                        JdkContexts.needing("TLSv1.3"),
                        connection -> {
                            heads.add(connection.readHead());
                            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                        });
                RunningProxy proxy = RunningProxy.start(
                        directory,
                        partners.entry("o", origin.port(), partners.a)
                                .alone()
                                .replace("{targetOriginId: o}", "{targetOriginId: o" + policy + "}"));
                RawConnection viewer = RawViewer.plain(proxy.port())) {
            StringBuilder request = new StringBuilder("GET / HTTP/1.1\r\nHost: shop.test\r\n");
            lines.forEach(line -> request.append(line).append("\r\n"));
            viewer.send(request + "\r\n");
            assertThat(viewer.readResponse().status()).isEqualTo(204);
            assertThat(proxy.log().next().get("origin.mtls.outcome")).isEqualTo("accepted");
            String head = heads.poll(20, TimeUnit.SECONDS);
            assertThat(head).isNotNull();
            return head.lines().toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "', originRequestPolicy: AllViewerExceptHostHeader' | true",
                "', originRequestPolicy: CORS-CustomOrigin' | false"
            })
    void viewersFieldsFollowTheHeaderPolicyAsAnyOther(String policy, boolean forwarded) throws Exception {
        List<String> seen = seen(policy, FIELDS);
        for (String field : FIELDS) {
            assertThat(seen.contains(field)).as(field).isEqualTo(forwarded);
        }
    }

    @Test
    void noFieldTellsTheOriginOfACertificate() throws Exception {
        assertThat(seen("", List.of())).noneMatch(line -> {
            String name = line.toLowerCase(Locale.ROOT);
            return name.contains("cert") || name.contains("ssl") || name.contains("mtls") || name.contains("partner");
        });
    }
}
