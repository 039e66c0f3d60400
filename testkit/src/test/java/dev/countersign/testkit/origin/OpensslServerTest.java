package dev.countersign.testkit.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.OpensslAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpensslServerTest {
    @TempDir
    static Path directory;

    @TempDir
    static Path elsewhere;

    private static OpensslAuthority authority;
    private static OpensslAuthority.Issued server;
    private static OpensslAuthority.Issued partner;
    private static OpensslAuthority stranger;

    @BeforeAll
    static void issue() throws IOException {
        authority = OpensslAuthority.create(directory, "ca");
        server = authority.issue("localhost");
        partner = authority.issue("partner-a");
        // The same name: the JDK answers only a question that names its issuer.
        stranger = OpensslAuthority.create(elsewhere, "ca");
    }

    private static OriginTls asking(Asking asking, OpensslAuthority trusted, String... versions) {
        return OriginTls.serving(server.chain(), server.key())
                .asking(asking, trusted.certificate())
                .speaking(versions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void originPrintsTheCertificateItSaw(String version) throws Exception {
        try (OpensslServer origin = OpensslServer.start(asking(Asking.REQUIRED, authority, version));
                RawConnection viewer = RawViewer.tls(authority.context(partner), "localhost", origin.port())) {
            assertThat(viewer.session().getProtocol()).isEqualTo(version);
            assertThat(page(viewer))
                    .containsPattern("Subject: CN ?= ?partner-a")
                    .contains("Serial Number:");
        }
    }

    @Test
    void originThatMayGoOnWithoutACertificateSaysSo() throws Exception {
        try (OpensslServer origin = OpensslServer.start(asking(Asking.OPTIONAL, authority, "TLSv1.3"));
                RawConnection viewer = RawViewer.tls(authority.context(), "localhost", origin.port())) {
            assertThat(page(viewer)).contains("no client certificate available");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void untrustedCertificateMeetsAnExactAlert(String version) throws Exception {
        try (OpensslServer origin = OpensslServer.start(asking(Asking.REQUIRED, stranger, version))) {
            assertThatThrownBy(() -> {
                        try (RawConnection viewer =
                                RawViewer.tls(authority.context(partner), "localhost", origin.port())) {
                            page(viewer);
                        }
                    })
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("unknown_ca");
            assertThat(origin.awaitLog("alert write:fatal:.*")).endsWith("unknown CA");
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,handshake_failure", "TLSv1.3,certificate_required"})
    void missingCertificateMeetsAnExactAlert(String version, String alert) throws Exception {
        try (OpensslServer origin = OpensslServer.start(asking(Asking.REQUIRED, authority, version))) {
            assertThatThrownBy(() -> {
                        try (RawConnection viewer = RawViewer.tls(authority.context(), "localhost", origin.port())) {
                            page(viewer);
                        }
                    })
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(alert);
        }
    }

    @Test
    void issuersInTheChainFileAreSent() throws Exception {
        Path chain = Files.writeString(
                directory.resolve("chain.pem"),
                Files.readString(server.chain()) + Files.readString(authority.certificate()));
        try (OpensslServer origin = OpensslServer.start(OriginTls.serving(chain, server.key()));
                RawConnection viewer = RawViewer.tls(authority.context(), "localhost", origin.port())) {
            assertThat(viewer.session().getPeerCertificates()).hasSize(2);
        }
    }

    private static String page(RawConnection viewer) throws IOException {
        viewer.send("GET / HTTP/1.0\r\n\r\n");
        return new String(viewer.readToEnd(), StandardCharsets.UTF_8);
    }
}
