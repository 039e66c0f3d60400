package dev.countersign.core.tls;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The certificates of one test class: an origin's authority, the authority it trusts for clients, and two clients of that. */
public final class Partners {
    public final Path directory;
    public final TestAuthority serverAuthority = TestAuthority.create("servers");
    public final TestAuthority clientAuthority = TestAuthority.create("clients");
    public final TestCertificate server = serverAuthority.server(OriginEntry.NAME);
    public final TestCertificate a = clientAuthority.client("partner-a");
    public final TestCertificate b = clientAuthority.client("partner-b");
    public final TestCertificate expired =
            clientAuthority.issue(CertificateSpec.client("partner-x").expired());
    public final TestCertificate stranger = TestAuthority.create("strangers").client("partner-a");

    public Partners(Path directory) {
        this.directory = directory;
    }

    public OriginTls originAsking(Asking asking, String... versions) {
        return originServing(server).asking(asking, clientBundle()).speaking(versions);
    }

    public OriginTls originServing(TestCertificate certificate) {
        CertificateFiles files = written(certificate);
        return OriginTls.serving(files.chain(), files.key());
    }

    public Path clientBundle() {
        return clientAuthority.writeTo(directory, "client-ca");
    }

    public Path serverBundle() {
        return serverAuthority.writeTo(directory, "server-ca");
    }

    public CertificateFiles written(TestCertificate certificate) {
        return certificate.writeTo(
                directory, certificate.leaf().getSerialNumber().toString(16));
    }

    /** As {@link #entry}, with a fallback out of the certificate store. */
    public OriginEntry entry(String id, int port, TestCertificate client, TestCertificate fallback) {
        return OriginEntry.https(id, port)
                .trusting(serverBundle())
                .presenting(written(client), Optional.of(stored(fallback)));
    }

    /** An entry that presents {@code client} out of the certificate store. */
    public OriginEntry byArn(String id, int port, TestCertificate client) {
        return OriginEntry.https(id, port)
                .trusting(serverBundle())
                .withCustom("originMtlsConfig: {clientCertificateArn: '" + stored(client) + "'}");
    }

    /** Puts it into the certificate store. */
    private String stored(TestCertificate certificate) {
        String id = certificate.leaf().getSerialNumber().toString(16);
        String arn = "arn:aws:acm:us-east-1:111122223333:certificate/" + id;
        certificate.writeToStore(directory.resolve("certificates"), arn);
        return arn;
    }

    /** An entry that trusts the origin's authority and presents {@code client}, or nothing. */
    public OriginEntry entry(String id, int port, @Nullable TestCertificate client) {
        OriginEntry entry = OriginEntry.https(id, port).trusting(serverBundle());
        return client == null ? entry : entry.presenting(written(client));
    }
}
