package dev.countersign.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.certificate.CertificateFiles;
import dev.countersign.testkit.certificate.CertificateSpec;
import dev.countersign.testkit.certificate.TestAuthority;
import dev.countersign.testkit.origin.WebSocketServer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** NS-2: the JDK's WebSocket client through the real daemon, to a server without mTLS and to an origin with it. */
@Timeout(60)
final class LiveWebSocketTest {
    @TempDir
    private Path directory;

    private LiveDaemon daemon(ScriptedOrigin server, ScriptedOrigin mtls) throws Exception {
        TestAuthority authority = TestAuthority.create("CA");
        CertificateFiles client =
                authority.issue(CertificateSpec.client("edge")).writeTo(directory, "client");
        authority.writeTo(directory, "ca");
        return new LiveDaemon(directory, """
                listeners: [{bind: "127.0.0.1:0"}]
                admin: {bind: "127.0.0.1:0"}
                distributions:
                  - id: d
                    origins:
                      - id: partner
                        domainName: o.example
                        address: 127.0.0.1
                        customOriginConfig:
                          httpsPort: %d
                          originProtocolPolicy: https-only
                          trust: {caBundle: ca.pem}
                          originMtlsConfig: {clientCertificate: {chain: "%s", key: "%s"}}
                      - id: sockets
                        domainName: ws.example
                        address: 127.0.0.1
                        customOriginConfig: {httpPort: %d, originProtocolPolicy: http-only}
                    defaultCacheBehavior: {targetOriginId: partner}
                    cacheBehaviors: [{pathPattern: "/socket*", targetOriginId: sockets}]
                """.formatted(mtls.port(), client.chain(), client.key(), server.port()));
    }

    /** Keeps what it hears, messages put together. */
    private static final class Heard implements WebSocket.Listener {
        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            messages.add("pong " + StandardCharsets.US_ASCII.decode(message));
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).isNotNull();
            return message;
        }
    }

    @Test
    void messagesPingsAndTheCloseGoThroughToAnOriginWithoutMtls() throws Exception {
        Heard heard = new Heard();
        String large = "0123456789abcdef".repeat(1 << 16);
        try (ScriptedOrigin server = WebSocketServer.plain();
                ScriptedOrigin mtls = ScriptedOrigin.plain(connection -> connection.readHead());
                LiveDaemon daemon = daemon(server, mtls)) {
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + daemon.port() + "/socket/1"), heard)
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("hello");
            assertThat(daemon.metrics())
                    .contains("http_client_open_websockets{distribution=\"d\",origin=\"sockets\"} 1.0");
            socket.sendPing(StandardCharsets.US_ASCII.encode("here")).get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo("pong here");
            socket.sendText(large, true).get(10, TimeUnit.SECONDS);
            assertThat(heard.next()).isEqualTo(large);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").get(10, TimeUnit.SECONDS);
            assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
            daemon.stop();
            assertThat(daemon.accessLog)
                    .singleElement()
                    .asString()
                    .contains("\"url.scheme\":\"ws\"", "\"Miss\"", ":101,");
            assertThat(mtls.connections()).isZero();
        }
    }

    @Test
    void webSocketToAnOriginWithMtlsIsRefusedAndTheOriginSeesNoConnection() throws Exception {
        try (ScriptedOrigin server = WebSocketServer.plain();
                ScriptedOrigin mtls = ScriptedOrigin.plain(connection -> connection.readHead());
                LiveDaemon daemon = daemon(server, mtls)) {
            CompletableFuture<WebSocket> opening = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + daemon.port() + "/"), new Heard());
            assertThatThrownBy(opening::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(403));
            daemon.stop();
            assertThat(daemon.accessLog).singleElement().asString().contains("\"websocket_refused\"");
            assertThat(mtls.connections() + server.connections()).isZero();
        }
    }
}
