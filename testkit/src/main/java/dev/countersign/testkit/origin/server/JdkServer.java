package dev.countersign.testkit.origin.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The JDK's own HttpsServer, in this JVM. */
final class JdkServer implements RealOrigin {
    private final HttpsServer server;
    private final ExecutorService threads;

    private JdkServer(HttpsServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    static RealOrigin start(OriginTls tls, boolean keepAlive) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(configurator(tls));
            server.createContext("/", exchange -> answer((HttpsExchange) exchange, keepAlive));
            ExecutorService threads = Executors.newCachedThreadPool();
            server.setExecutor(threads);
            server.start();
            return new JdkServer(server, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpsConfigurator configurator(OriginTls tls) throws IOException {
        SSLContext context = PemContext.of(tls);
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setProtocols(tls.protocols().toArray(String[]::new));
                wanted.setWantClientAuth(tls.asking() == Asking.OPTIONAL);
                if (tls.asking() == Asking.REQUIRED) {
                    wanted.setNeedClientAuth(true);
                }
                parameters.setSSLParameters(wanted);
            }
        };
    }

    private static void answer(HttpsExchange exchange, boolean keepAlive) throws IOException {
        try {
            X509Certificate client = (X509Certificate) exchange.getSSLSession().getPeerCertificates()[0];
            told(exchange, "X-Seen-Subject", client.getSubjectX500Principal().getName());
            told(exchange, "X-Seen-Serial", client.getSerialNumber().toString(16));
        } catch (SSLPeerUnverifiedException nobody) {
            told(exchange, "X-Seen-Subject", "");
        }
        if (!keepAlive) {
            told(exchange, "Connection", "close");
        }
        byte[] body = "ok".getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void told(HttpExchange exchange, String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    /** Its API does not tell whether a session was resumed. */
    @Override
    public Sighting sighting(RawResponse response) {
        Sighting seen = SeenFields.read(response, "");
        return new Sighting(seen.commonName(), seen.serial(), Optional.empty());
    }

    @Override
    public String log() {
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
