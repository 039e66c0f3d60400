package dev.countersign.server.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * An origin that tells whom it saw. On the JDK's TLS sockets and a few lines of HTTP, because the JDK's own HTTPS server
 * closes a refused handshake without sending its alert, and the alert is what this is about.
 */
final class DemoOrigin implements AutoCloseable {
    private static final int IDLE_MILLIS = (int) Duration.ofSeconds(60).toMillis();
    private static final int LONGEST_HEAD = 64 << 10;

    private final String name;
    private final SSLServerSocket listening;
    private final BlockingQueue<Sighting> sightings = new LinkedBlockingQueue<>();

    private DemoOrigin(String name, SSLServerSocket listening) {
        this.name = name;
        this.listening = listening;
    }

    /** Listens on loopback; {@code asks}: it requires a client certificate. */
    static DemoOrigin start(String name, SSLContext tls, boolean asks) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(asks);
        DemoOrigin origin = new DemoOrigin(name, socket);
        background("demo-origin-" + name, origin::acceptUntilClosed);
        return origin;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What it saw since the last call, the newest; {@link Sighting.Nobody} after {@code patience}. */
    Sighting newestSighting(Duration patience) throws InterruptedException {
        Sighting newest = sightings.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        Sighting next = newest;
        while (next != null) {
            newest = next;
            next = sightings.poll();
        }
        return newest == null ? new Sighting.Nobody() : newest;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void acceptUntilClosed() {
        while (!listening.isClosed()) {
            try {
                SSLSocket connection = (SSLSocket) listening.accept();
                background("demo-connection-" + name, () -> serve(connection));
            } catch (IOException e) {
                // Closed, or a peer that left before it was accepted: either way there is nobody to tell.
            }
        }
    }

    private void serve(SSLSocket connection) {
        try (connection) {
            connection.setSoTimeout(IDLE_MILLIS);
            connection.startHandshake();
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (skipHead(in)) {
                Sighting sighting = peer(connection);
                sightings.add(sighting);
                byte[] body = (name + " saw " + sighting.words() + "\n").getBytes(StandardCharsets.UTF_8);
                String head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                        + body.length + "\r\n\r\n";
                connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                connection.getOutputStream().write(body);
            }
        } catch (SSLException e) {
            sightings.add(new Sighting.Refused());
        } catch (IOException e) {
            // The proxy closed an idle connection.
        }
    }

    /** Reads up to the empty line; false at the end of the connection. Requests with a body are not expected here. */
    private static boolean skipHead(InputStream in) throws IOException {
        int ends = 0;
        for (int read = 0; read < LONGEST_HEAD; read++) {
            int octet = in.read();
            if (octet < 0) {
                return false;
            }
            if (octet == '\n') {
                ends++;
            } else if (octet != '\r') {
                ends = 0;
            }
            if (ends == 2) {
                return true;
            }
        }
        return false;
    }

    private static Sighting peer(SSLSocket connection) {
        try {
            X509Certificate leaf = (X509Certificate) connection.getSession().getPeerCertificates()[0];
            return Sighting.Certificate.of(leaf);
        } catch (SSLPeerUnverifiedException e) {
            return new Sighting.NoCertificate();
        }
    }

    private static void background(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
