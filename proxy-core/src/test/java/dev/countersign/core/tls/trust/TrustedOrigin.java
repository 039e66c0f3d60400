package dev.countersign.core.tls.trust;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.core.tls.Asked;
import dev.countersign.core.tls.MtlsFacts;
import dev.countersign.core.tls.TlsEngine;
import dev.countersign.core.tls.Ways;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.NginxOrigin;
import dev.countersign.testkit.origin.NginxSettings;
import dev.countersign.testkit.origin.OriginTls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A real origin that asks for nothing and closes after every response, so that each request is a handshake, resumed where a
 * session is stored. Its leaf comes from an intermediate, that from a root, and it sends all three.
 */
final class TrustedOrigin implements AutoCloseable {
    final TestAuthority root = TestAuthority.create("root");
    final TestAuthority intermediate = root.intermediate("intermediate");
    final TestCertificate server = intermediate.server(OriginEntry.NAME);
    private final Path directory;
    private final NginxOrigin nginx;

    TrustedOrigin(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        List<X509Certificate> whole = new ArrayList<>(server.chain());
        whole.add(root.certificate());
        CertificateFiles files = server.withChain(whole).writeTo(directory, "server");
        nginx = NginxOrigin.start(
                NginxSettings.of(OriginTls.serving(files.chain(), files.key())).withoutKeepAlive());
    }

    /** Each way to speak to it. */
    record Way(TlsEngine engine, String version) {}

    static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (TlsEngine engine : Ways.engines()) {
            ways.add(new Way(engine, "TLSv1.2"));
            ways.add(new Way(engine, "TLSv1.3"));
        }
        return ways;
    }

    /** A configuration under which that root and what {@code more} says is trusted. */
    String yaml(Way way, String more) {
        return yaml(way, root, more);
    }

    String yaml(Way way, TestAuthority anchor, String more) {
        return OriginEntry.https("o", nginx.port())
                .withCustom("originSslProtocols: [" + way.version() + "]")
                .withCustom("trust: {caBundle: '" + anchor.writeTo(directory, "anchor") + "', " + more + "}")
                .alone();
    }

    RunningProxy proxy(Way way, String trust) {
        return RunningProxy.start(directory, yaml(way, trust), way.engine());
    }

    /** What the log says of one request. */
    static MtlsFacts ask(RunningProxy proxy) throws IOException, InterruptedException {
        Asked.get(proxy, "/");
        return MtlsFacts.of(proxy.log().next());
    }

    static MtlsFacts refused(String outcome) {
        return MtlsFacts.failed(outcome, "origin_certificate_refused");
    }

    @Override
    public void close() {
        nginx.close();
    }
}
