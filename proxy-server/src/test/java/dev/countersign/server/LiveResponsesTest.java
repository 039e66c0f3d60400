package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a viewer gets through the real daemon from a real origin that asks for our certificate. */
@Timeout(60)
final class LiveResponsesTest {
    private final TestAuthority authority = TestAuthority.create("CA");

    @TempDir
    private Path directory;

    @Test
    void rootObjectErrorPagesAndPolicyReachTheViewer() throws Exception {
        Path ca = authority.writeTo(directory, "ca");
        CertificateFiles server = authority.server("o.example").writeTo(directory, "o");
        authority.client("edge").writeTo(directory, "a");
        NginxSettings settings = NginxSettings.of(
                        OriginTls.serving(server.chain(), server.key()).asking(Asking.REQUIRED, ca))
                .withLocations(
                        "location = /index.html { add_header X-Powered-By nginx; return 200 \"$server_protocol\"; }",
                        "location = /e/404.html { return 200 \"page for $ssl_client_s_dn\"; }",
                        "location /gone { return 404; }");
        String yaml = """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                distributions:
                  - id: d
                    defaultRootObject: index.html
                    customErrorResponses: [{errorCode: 404, responsePagePath: /e/404.html, responseCode: 404}]
                    origins:
                      - id: o
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {clientCertificate: {chain: a.crt, key: a.key}}
                    defaultCacheBehavior:
                      targetOriginId: o
                      responseHeadersPolicy:
                        securityHeadersConfig: {frameOptions: {frameOption: DENY}}
                        removeHeadersConfig: [X-Powered-By, Server]
                """;
        try (NginxOrigin origin = NginxOrigin.start(settings);
                LiveDaemon daemon = new LiveDaemon(directory, yaml.formatted(origin.port()))) {
            RawResponse root = daemon.get("/");
            assertThat(root.status()).isEqualTo(200);
            assertThat(root.text()).as("the origin is spoken to in").isEqualTo("HTTP/1.1");
            assertThat(root.header("X-Powered-By")).isEmpty();
            RawResponse missing = daemon.get("/gone/away");
            assertThat(missing.head()).startsWith("HTTP/1.1 404 Not Found\r\n");
            assertThat(missing.text()).isEqualTo("page for CN=edge");
            assertThat(missing.header("X-Cache")).containsExactly("Error from countersign");
            for (RawResponse response : List.of(root, missing)) {
                assertThat(response.header("X-Frame-Options")).containsExactly("DENY");
                assertThat(response.header("Server")).containsExactly("countersign");
            }
            daemon.stop();
            assertThat(daemon.accessLog).hasSize(2);
            assertThat(daemon.accessLog.get(1))
                    .contains("\"url.path\":\"/gone/away\"")
                    .contains("\"http.response.status_code\":404")
                    .contains("\"origin.mtls.outcome\":\"accepted"); // the second time on a resumed session, perhaps
        }
    }
}
