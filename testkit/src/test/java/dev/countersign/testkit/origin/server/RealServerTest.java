package dev.countersign.testkit.origin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.certificate.TestCertificate;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RealServerTest {
    private final TestAuthority authority = TestAuthority.create("real servers");
    private final TestCertificate client = authority.issue(CertificateSpec.client("who asks"));

    @TempDir
    private Path directory;

    private CertificateFiles mine = new CertificateFiles(Path.of("none"), Path.of("none"));
    private OriginTls serving = OriginTls.serving(Path.of("none"), Path.of("none"));
    private Path clientCa = Path.of("none");

    @BeforeEach
    void writeFiles() {
        CertificateFiles server = authority.server("localhost").writeTo(directory, "server");
        serving = OriginTls.serving(server.chain(), server.key());
        mine = client.writeTo(directory, "client");
        clientCa = authority.writeTo(directory, "ca");
    }

    @ParameterizedTest
    @EnumSource(RealServer.class)
    void tellsWhoAsked(RealServer make) throws IOException {
        OriginTls tls = serving.asking(Asking.REQUIRED, clientCa);
        try (RealOrigin origin = make.start(tls, true)) {
            Sighting seen = origin.sighting(get(origin, true));

            assertThat(seen.commonName()).contains("who asks");
            if (make != RealServer.STUNNEL) { // it logs names alone
                assertThat(seen.serial()).contains(client.leaf().getSerialNumber());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RealServer.class)
    void servesWhoHasNoCertificateWhereItIsOptional(RealServer make) throws IOException {
        try (RealOrigin origin = make.start(serving.asking(Asking.OPTIONAL, clientCa), true)) {
            Sighting seen = origin.sighting(get(origin, false));

            assertThat(seen.commonName()).isEmpty();
            assertThat(seen.serial()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(RealServer.class)
    void refusesWhoHasNoCertificateWhereItIsRequired(RealServer make) {
        OriginTls tls = serving.asking(Asking.REQUIRED, clientCa).speaking("TLSv1.2");
        try (RealOrigin origin = make.start(tls, true)) {
            if (make == RealServer.NGINX || make == RealServer.NGINX_CONTAINER) {
                assertThatCode(() -> assertThat(get(origin, false).status()).isEqualTo(400))
                        .doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> get(origin, false)).isInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RealServer.class)
    void keepsConnectionsAsItSays(RealServer make) throws IOException {
        try (RealOrigin origin = make.start(serving, true);
                RawConnection connection = connect(origin, false)) {
            ask(connection);
            assertThat(make.keepsAlive()).isEqualTo(answersAgain(connection));
        }
    }

    @ParameterizedTest
    @EnumSource(RealServer.class)
    void closesAfterEachResponseWhereAsked(RealServer make) throws IOException {
        try (RealOrigin origin = make.start(serving, false);
                RawConnection connection = connect(origin, false)) {
            ask(connection);
            assertThat(answersAgain(connection)).isFalse();
        }
    }

    private static boolean answersAgain(RawConnection connection) {
        try {
            return ask(connection).status() == 200;
        } catch (IOException ended) {
            return false;
        }
    }

    private RawResponse get(RealOrigin origin, boolean withCertificate) throws IOException {
        try (RawConnection connection = connect(origin, withCertificate)) {
            return ask(connection);
        }
    }

    private RawConnection connect(RealOrigin origin, boolean withCertificate) throws IOException {
        OriginTls own = withCertificate ? OriginTls.serving(mine.chain(), mine.key()) : serving;
        SSLContext context =
                withCertificate ? PemContext.of(own.asking(Asking.REQUIRED, clientCa)) : PemContext.trusting(clientCa);
        return RawViewer.tls(context, "localhost", origin.port());
    }

    private static RawResponse ask(RawConnection connection) throws IOException {
        connection.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return connection.readResponse();
    }
}
