package dev.countersign.testkit.origin.server;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** stunnel in front of a plain HTTP server in this JVM. What it saw stands in its log, by name only. */
final class StunnelServer implements RealOrigin {
    private static final Pattern ACCEPTED = Pattern.compile("Certificate accepted at depth=0: (.*)");
    private static final Pattern SESSION = Pattern.compile("TLS accepted: (new|previous) session");

    private final RealOrigin stunnel;
    private final HttpServer backend;

    private StunnelServer(RealOrigin stunnel, HttpServer backend) {
        this.stunnel = stunnel;
        this.backend = backend;
    }

    static RealOrigin start(OriginTls tls, boolean keepAlive) {
        Path program = Peers.require("stunnel4");
        HttpServer backend = backend(keepAlive);
        return new StunnelServer(
                ServerProcess.start(
                        "stunnel",
                        (directory, port) -> command(
                                program, directory, port, backend.getAddress().getPort(), tls),
                        "bound to 127.0.0.1",
                        "Address already in use",
                        (response, log) -> Sighting.of(
                                last(ACCEPTED, log),
                                "",
                                Optional.of(last(SESSION, log).equals("previous")))),
                backend);
    }

    private static HttpServer backend(boolean keepAlive) {
        try {
            HttpServer backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            backend.createContext("/", exchange -> {
                if (!keepAlive) {
                    exchange.getResponseHeaders().set("Connection", "close");
                }
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
                exchange.close();
            });
            backend.start();
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path program, Path directory, int port, int backendPort, OriginTls tls)
            throws IOException {
        Path configuration = directory.resolve("stunnel.conf");
        Files.writeString(configuration, """
                foreground = yes
                pid =
                debug = info
                [origin]
                accept = 127.0.0.1:%d
                connect = 127.0.0.1:%d
                cert = %s
                key = %s
                sslVersionMin = %s
                sslVersionMax = %s
                %s
                """.formatted(
                        port,
                        backendPort,
                        tls.chain(),
                        tls.key(),
                        tls.protocols().get(0),
                        tls.protocols().get(tls.protocols().size() - 1),
                        question(tls)));
        return List.of(program.toString(), configuration.toString());
    }

    private static String question(OriginTls tls) {
        return switch (tls.asking()) {
            case NEVER -> "";
            case OPTIONAL -> "verifyChain = yes\nrequireCert = no\nCAfile = " + tls.clientCa();
            case REQUIRED -> "verifyChain = yes\nrequireCert = yes\nCAfile = " + tls.clientCa();
        };
    }

    private static String last(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .reduce((earlier, later) -> later)
                .map((MatchResult result) -> result.group(1))
                .orElse("");
    }

    @Override
    public int port() {
        return stunnel.port();
    }

    @Override
    public Sighting sighting(RawResponse response) {
        return stunnel.sighting(response);
    }

    @Override
    public String log() {
        return stunnel.log();
    }

    @Override
    public void close() {
        stunnel.close();
        backend.stop(0);
    }
}
