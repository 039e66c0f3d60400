package dev.countersign.testkit.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.OpensslAuthority;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NginxPeerTest {
    @TempDir
    static Path directory;

    private static OpensslAuthority authority;
    private static OpensslAuthority.Issued server;
    private static OpensslAuthority.Issued partner;

    @BeforeAll
    static void issue() throws IOException {
        authority = OpensslAuthority.create(directory, "ca");
        server = authority.issue("localhost");
        partner = authority.issue("partner-a");
    }

    private static OriginTls asking(Asking asking) {
        return OriginTls.serving(server.chain(), server.key()).asking(asking, authority.certificate());
    }

    @ParameterizedTest
    @EnumSource
    void originReportsTheCertificateItSaw(NginxPlace place) throws Exception {
        try (NginxPeer origin = place.start(NginxSettings.of(asking(Asking.REQUIRED)));
                RawConnection viewer = RawViewer.tls(authority.context(partner), "localhost", origin.port())) {
            RawResponse first = get(viewer, "/");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.header("x-seen-subject")).containsExactly("CN=partner-a");
            assertThat(first.header("X-Seen-Verify")).containsExactly("SUCCESS");
            assertThat(first.header("X-Seen-Sni")).containsExactly("localhost");
            assertThat(first.header("X-Seen-Protocol")).containsExactly("TLSv1.3");
            assertThat(first.header("X-Seen-Request")).containsExactly("1");
            assertThat(first.text())
                    .contains(
                            "Subject=CN=partner-a\n",
                            "Serial=" + first.header("X-Seen-Serial").get(0));
            RawResponse second = get(viewer, "/1k");
            assertThat(second.body()).hasSize(1024);
            assertThat(second.header("X-Seen-Request")).containsExactly("2");
        }
    }

    @Test
    void originThatRequiresACertificateRefusesWithHttp400AndSaysWhatItMissed() throws Exception {
        try (NginxOrigin origin = NginxOrigin.start(asking(Asking.REQUIRED));
                RawConnection viewer = RawViewer.tls(authority.context(), "localhost", origin.port())) {
            RawResponse refused = get(viewer, "/");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("No required SSL certificate was sent");
            assertThat(refused.header("X-Seen-Verify")).containsExactly("NONE");
            assertThat(refused.header("X-Seen-Subject")).isEmpty();
            assertThat(origin.log()).contains("client sent no required SSL certificate");
        }
    }

    @Test
    void keepAliveOffEndsTheConnectionAfterOneResponse() throws Exception {
        NginxSettings settings = NginxSettings.of(asking(Asking.OPTIONAL).speaking("TLSv1.2"))
                .withoutKeepAlive()
                .withLocations("location = /teapot { return 418; }");
        try (NginxOrigin origin = NginxOrigin.start(settings);
                RawConnection viewer = RawViewer.tls(authority.context(), "localhost", origin.port())) {
            RawResponse response = get(viewer, "/teapot");
            assertThat(response.status()).isEqualTo(418);
            assertThat(response.header("X-Seen-Protocol")).containsExactly("TLSv1.2");
            assertThat(viewer.closed()).isTrue();
        }
    }

    @Test
    void severalRunAtOnceAndLeaveNothingBehind() throws Exception {
        OriginTls tls = OriginTls.serving(server.chain(), server.key());
        int portOfOne;
        try (NginxOrigin two = NginxOrigin.start(tls);
                RawConnection toTwo = RawViewer.tls(authority.context(), "localhost", two.port())) {
            try (NginxOrigin one = NginxOrigin.start(tls);
                    RawConnection toOne = RawViewer.tls(authority.context(), "localhost", one.port())) {
                portOfOne = one.port();
                assertThat(get(toOne, "/").status()).isEqualTo(200);
                assertThat(get(toTwo, "/").status()).isEqualTo(200);
            }
            assertThatThrownBy(() -> RawViewer.plain(portOfOne)).isInstanceOf(IOException.class);
            assertThat(get(toTwo, "/").status()).isEqualTo(200);
        }
    }

    @Test
    void originThatCannotStartSaysWhy() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong.pem"), "not a key");
        assertThatThrownBy(() -> NginxOrigin.start(OriginTls.serving(server.chain(), wrong)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot load certificate key");
    }

    private static RawResponse get(RawConnection viewer, String path) throws IOException {
        viewer.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return viewer.readResponse();
    }
}
