package dev.countersign.server.command.probe;

import dev.countersign.server.command.Commands;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A configuration with origins {@code shop/...} on this machine, and the command run over it. */
final class Trial {
    static final String NAME = "origin.test";

    final TestAuthority servers = TestAuthority.create("servers");
    final TestAuthority clients = TestAuthority.create("clients");
    final TestCertificate client = clients.issue(CertificateSpec.client("edge")
            .valid(Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(90))));
    final TestCertificate server = servers.issue(CertificateSpec.server(NAME)
            .valid(Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(90))));
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    private final Path directory;
    private final List<String> origins = new ArrayList<>();
    private String rest = "";

    Trial(Path directory) {
        this.directory = directory;
        servers.writeTo(directory, "servers");
        clients.writeTo(directory, "clients");
        client.writeTo(directory, "edge");
    }

    /** How a real origin with {@code certificate} asks whom it trusts. */
    OriginTls asking(TestCertificate certificate, Asking asking, TestAuthority trusted) {
        CertificateFiles files = certificate.writeTo(directory, "server-" + origins.size());
        Path bundle = trusted.writeTo(directory, "trusted-" + origins.size());
        OriginTls tls = OriginTls.serving(files.chain(), files.key());
        return asking == Asking.NEVER ? tls : tls.asking(asking, bundle);
    }

    /** One more origin; {@code custom} are further keys of customOriginConfig, each with a comma before it. */
    Trial origin(String id, int port, String custom) {
        origins.add("""
                      - id: %s
                        domainName: %s
                        address: 127.0.0.1
                        connectionTimeout: 2
                        customOriginConfig: {originProtocolPolicy: https-only, httpsPort: %d, originReadTimeout: 2,
                          trust: {caBundle: servers.pem}%s}
                """.formatted(id, NAME, port, custom));
        return this;
    }

    /** One that is presented the client certificate. */
    Trial mtls(String id, int port) {
        return origin(id, port, ", originMtlsConfig: {clientCertificate: {chain: edge.crt, key: edge.key}}");
    }

    /** Top-level keys, or a whole configuration's other half. */
    Trial with(String yaml) {
        rest += yaml + "\n";
        return this;
    }

    Path write() {
        try {
            String first = origins.get(0).replaceFirst("(?s).*?- id: (\\S+).*", "$1");
            return Files.writeString(
                    directory.resolve("trial.yaml"),
                    "listeners: [{bind: '127.0.0.1:0'}]\n" + rest + "distributions:\n  - id: shop\n    origins:\n"
                            + String.join("", origins) + "    defaultCacheBehavior: {targetOriginId: " + first + "}\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The exit code; what was printed is in {@link #out} and {@link #err}. */
    int probe(String... flags) {
        String[] args = Stream.concat(Stream.of("probe", "-c", write().toString()), Stream.of(flags))
                .toArray(String[]::new);
        return Commands.execute(args, () -> {}, new PrintWriter(out), new PrintWriter(err));
    }
}
