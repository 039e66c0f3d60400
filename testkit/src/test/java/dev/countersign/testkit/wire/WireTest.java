package dev.countersign.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.OpensslAuthority;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WireTest {
    @Test
    void bytesArriveExactlyAsSentInPieces() throws Exception {
        CompletableFuture<String> head = new CompletableFuture<>();
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
                    head.complete(connection.readHead());
                    connection.send(connection.readExactly(4));
                });
                RawConnection viewer = RawViewer.plain(origin.port())) {
            viewer.sendInPieces("GET / HTTP/1.1\r\nX:\u00e9\r\n\r\nbody", 3);
            assertThat(viewer.readToEnd()).isEqualTo("body".getBytes(StandardCharsets.US_ASCII));
            assertThat(head.get(10, TimeUnit.SECONDS)).isEqualTo("GET / HTTP/1.1\r\nX:\u00e9\r\n\r\n");
            assertThat(origin.nextConnection().received()).isEqualTo("GET / HTTP/1.1\r\nX:\u00e9\r\n\r\nbody");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void responsesAreReadByTheirFraming() throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.plain(connection -> connection.send("HTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
                        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA;x=y\r\n0123456789\r\n1\r\n!\r\n0\r\nT: t\r\n\r\n"
                        + "HTTP/1.1 204 No Content\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\n\r\nthe rest"));
                RawConnection viewer = RawViewer.plain(origin.port())) {
            assertThat(viewer.readResponse().status()).isEqualTo(100);
            assertThat(viewer.readResponse().text()).isEqualTo("hi");
            assertThat(viewer.readResponse().text()).isEqualTo("0123456789!");
            assertThat(viewer.readResponse().status()).isEqualTo(204);
            assertThat(viewer.readResponse().text()).isEqualTo("the rest");
            assertThat(viewer.closed()).isTrue();
        }
    }

    @Test
    void endsAreToldApart() throws Exception {
        try (ScriptedOrigin resetting = ScriptedOrigin.plain(connection -> {
                    connection.readExactly(1);
                    connection.reset();
                });
                RawConnection viewer = RawViewer.plain(resetting.port())) {
            viewer.send("x");
            assertThatThrownBy(viewer::readToEnd).isInstanceOf(SocketException.class);
        }
        try (ScriptedOrigin closing = ScriptedOrigin.plain(connection -> connection.send("HTTP/1.1 2"));
                RawConnection viewer = RawViewer.plain(closing.port())) {
            assertThatThrownBy(viewer::readHead)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("HTTP/1.1 2");
        }
    }

    @Test
    void failedAssertionInAScriptFailsTheTest() throws IOException {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        ScriptedOrigin origin = ScriptedOrigin.plain(connection -> {
            reached.complete(null);
            throw new AssertionError("wrong request");
        });
        try (RawConnection viewer = RawViewer.plain(origin.port())) {
            reached.join();
            assertThat(viewer.closed()).isTrue();
        }
        assertThatThrownBy(origin::close).isInstanceOf(AssertionError.class).hasMessageContaining("wrong request");
    }

    @Test
    void tlsOriginAsksOnlyWhenTold(@TempDir Path directory) throws Exception {
        OpensslAuthority authority = OpensslAuthority.create(directory, "ca");
        OpensslAuthority.Issued server = authority.issue("localhost");
        OpensslAuthority.Issued partner = authority.issue("partner-a");
        SSLParameters asking = authority.context(server).getDefaultSSLParameters();
        asking.setNeedClientAuth(true);
        assertThat(peerSeenBy(authority, server, partner, asking)).isEqualTo("CN=partner-a");
        SSLParameters silent = authority.context(server).getDefaultSSLParameters();
        assertThat(peerSeenBy(authority, server, partner, silent)).isEqualTo("nobody");
    }

    private static String peerSeenBy(
            OpensslAuthority authority,
            OpensslAuthority.Issued server,
            OpensslAuthority.Issued partner,
            SSLParameters parameters)
            throws Exception {
        ScriptedOrigin.Script script = connection -> connection.send(subject(connection));
        try (ScriptedOrigin origin = ScriptedOrigin.tls(authority.context(server), parameters, script);
                RawConnection viewer = RawViewer.tls(authority.context(partner), "localhost", origin.port())) {
            return new String(viewer.readToEnd(), StandardCharsets.UTF_8);
        }
    }

    private static String subject(RawConnection connection) throws IOException {
        try {
            return connection.session().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException notAsked) {
            return "nobody";
        }
    }
}
