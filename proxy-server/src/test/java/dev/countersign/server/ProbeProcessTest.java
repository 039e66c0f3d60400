package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.server.RealOrigin;
import dev.countersign.testkit.origin.server.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The probe from outside: what stands on which stream, and that the process ends with the code that programs act on. */
@Timeout(120)
final class ProbeProcessTest {
    @TempDir
    private Path directory;

    @Test
    void exitCodesAreThoseOfThePage() throws Exception {
        TestAuthority authority = TestAuthority.create("CA");
        CertificateFiles server = authority.server("origin.test").writeTo(directory, "server");
        authority.client("edge").writeTo(directory, "edge");
        Path bundle = authority.writeTo(directory, "ca");
        OriginTls tls = OriginTls.serving(server.chain(), server.key()).asking(Asking.REQUIRED, bundle);
        try (RealOrigin origin = RealServer.JDK.start(tls, true)) {
            Path config = Files.writeString(directory.resolve("c.yaml"), """
                    listeners: [{bind: '127.0.0.1:0'}]
                    certificateStore: {expiryWarning: 1h}
                    distributions:
                      - id: shop
                        origins:
                          - id: a
                            domainName: origin.test
                            address: 127.0.0.1
                            customOriginConfig:
                              originProtocolPolicy: https-only
                              httpsPort: %d
                              trust: {caBundle: ca.pem}
                              originMtlsConfig: {clientCertificate: {chain: edge.crt, key: edge.key}}
                        defaultCacheBehavior: {targetOriginId: a}
                    """.formatted(origin.port()));
            assertThat(probe(0, config, "--json")).startsWith("{\n").endsWith("}\n");
            assertThat(probe(3, config, "--handshake-only")).startsWith("shop/a: unconfirmed\n");
            assertThat(probe(2, config, "--origin", "shop/b")).isEmpty();
            TestAuthority.create("another").writeTo(directory, "ca");
            assertThat(probe(1, config)).contains("origin_untrusted");
        }
    }

    private String probe(int expected, Path config, String... flags) throws Exception {
        Path out = directory.resolve("stdout");
        String[] args = new String[3 + flags.length];
        args[0] = "probe";
        args[1] = "-c";
        args[2] = config.toString();
        System.arraycopy(flags, 0, args, 3, flags.length);
        try (ServerProcess process = ServerProcess.start(out, args)) {
            assertThat(process.exitCode()).as("%s", process.allErrors()).isEqualTo(expected);
        }
        return Files.readString(out);
    }
}
