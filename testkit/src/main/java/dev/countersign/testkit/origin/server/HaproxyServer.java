package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** HAProxy, answering by itself. */
final class HaproxyServer {
    private HaproxyServer() {}

    static RealOrigin start(OriginTls tls, boolean keepAlive) {
        Path program = Peers.require("haproxy");
        return ServerProcess.start(
                "haproxy",
                (directory, port) -> command(program, directory, port, tls, keepAlive),
                "Loading success",
                "Address already in use",
                SeenFields::read);
    }

    private static List<String> command(Path program, Path directory, int port, OriginTls tls, boolean keepAlive)
            throws IOException {
        Path pair = directory.resolve("pair.pem");
        Files.writeString(pair, Files.readString(tls.chain()) + Files.readString(tls.key()));
        Path configuration = directory.resolve("haproxy.cfg");
        Files.writeString(configuration, """
                global
                    maxconn 64
                defaults
                    mode http
                    timeout client 60s
                    timeout connect 5s
                    timeout server 60s
                    timeout http-keep-alive 60s
                    %s
                frontend origin
                    bind 127.0.0.1:%d ssl crt %s ssl-min-ver %s ssl-max-ver %s %s
                    http-request return status 200 content-type text/plain string ok hdr X-Seen-Subject "%%{+Q}[ssl_c_s_dn]" hdr X-Seen-Serial "%%[ssl_c_serial,hex]" hdr X-Seen-Reused "%%[ssl_fc_is_resumed]"
                """.formatted(
                        keepAlive ? "option http-keep-alive" : "option httpclose",
                        port,
                        pair,
                        tls.protocols().get(0),
                        tls.protocols().get(tls.protocols().size() - 1),
                        question(tls)));
        return List.of(program.toString(), "-W", "-db", "-f", configuration.toString());
    }

    private static String question(OriginTls tls) {
        return switch (tls.asking()) {
            case NEVER -> "";
            case OPTIONAL -> "verify optional ca-file " + tls.clientCa();
            case REQUIRED -> "verify required ca-file " + tls.clientCa();
        };
    }
}
