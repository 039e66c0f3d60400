package dev.countersign.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.proxy.ChildProxy;
import dev.countersign.core.proxy.JdkTls;
import dev.countersign.core.proxy.OneOrigin;
import dev.countersign.testkit.certificate.TestAuthority;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies many times the memory. Nothing here keeps what it reads. */
final class LargeBodiesTest {
    private static final long GIB = 1L << 30;
    private static final int PIECE = 1 << 17;

    @TempDir
    Path directory;

    @Test
    void twoGibibytesCrossBothWaysInLittleMemory() throws Exception {
        try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProxy proxy = ChildProxy.start(
                        directory, OneOrigin.plain(origin.getLocalPort()).yaml())) {
            CompletableFuture<Void> played = CompletableFuture.runAsync(() -> download(origin, 2 * GIB));
            assertThat(downloaded(proxy.port())).isEqualTo(2 * GIB);
            played.get(10, TimeUnit.SECONDS);
            CompletableFuture<Long> taken = CompletableFuture.supplyAsync(() -> upload(origin));
            uploaded(proxy.port(), 2 * GIB);
            assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo(2 * GIB);
        }
    }

    @Test
    void quarterOfAGibibyteComesOverTlsInLittleMemory() throws Exception {
        TestAuthority authority = TestAuthority.create("ca");
        SSLContext server = JdkTls.with(authority.server("origin.test"));
        try (ServerSocket origin =
                        server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProxy proxy = ChildProxy.start(
                        directory,
                        OneOrigin.plain(0)
                                .withCustom("httpsPort: %d, originProtocolPolicy: https-only, trust: {caBundle: \"%s\"}"
                                        .formatted(origin.getLocalPort(), authority.writeTo(directory, "ca")))
                                .yaml())) {
            CompletableFuture<Void> played = CompletableFuture.runAsync(() -> download(origin, GIB / 4));
            assertThat(downloaded(proxy.port())).isEqualTo(GIB / 4);
            played.get(10, TimeUnit.SECONDS);
        }
    }

    private static void download(ServerSocket origin, long bytes) {
        try (Socket connection = origin.accept()) {
            head(connection.getInputStream());
            write(connection, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + bytes + "\r\n\r\n");
            pour(connection.getOutputStream(), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long downloaded(int port) throws IOException {
        try (Socket viewer = new Socket(InetAddress.getLoopbackAddress(), port)) {
            viewer.setSoTimeout(10_000);
            write(viewer, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            InputStream in = new BufferedInputStream(viewer.getInputStream(), PIECE);
            assertThat(head(in)).startsWith("HTTP/1.1 200 ");
            return count(in, Long.MAX_VALUE);
        }
    }

    private static long upload(ServerSocket origin) {
        try (Socket connection = origin.accept()) {
            InputStream in = new BufferedInputStream(connection.getInputStream(), PIECE);
            String head = head(in);
            String length = head.replaceFirst("(?s).*Content-Length: (\\d+).*", "$1");
            long taken = count(in, Long.parseLong(length));
            write(connection, "HTTP/1.1 204 No Content\r\n\r\n");
            return taken;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void uploaded(int port, long bytes) throws IOException {
        try (Socket viewer = new Socket(InetAddress.getLoopbackAddress(), port)) {
            viewer.setSoTimeout(10_000);
            write(viewer, "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: " + bytes + "\r\n\r\n");
            pour(viewer.getOutputStream(), bytes);
            assertThat(head(viewer.getInputStream())).startsWith("HTTP/1.1 204 ");
        }
    }

    private static void write(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void pour(OutputStream out, long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; left -= PIECE) {
            out.write(piece, 0, (int) Math.min(left, PIECE));
        }
    }

    private static long count(InputStream in, long most) throws IOException {
        byte[] piece = new byte[PIECE];
        long total = 0;
        while (total < most) {
            int count = in.read(piece, 0, (int) Math.min(most - total, PIECE));
            if (count < 0) {
                return total;
            }
            total += count;
        }
        return total;
    }

    private static String head(InputStream in) throws IOException {
        DataInputStream bytes = new DataInputStream(in);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) bytes.readByte());
        }
        return head.toString();
    }
}
