package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Node's https module. */
final class NodeServer {
    private NodeServer() {}

    static RealOrigin start(OriginTls tls, boolean keepAlive) {
        Path program = Peers.require("node");
        return ServerProcess.start(
                "node",
                (directory, port) -> command(program, directory, port, tls, keepAlive),
                "listening",
                "EADDRINUSE",
                SeenFields::read);
    }

    private static List<String> command(Path program, Path directory, int port, OriginTls tls, boolean keepAlive)
            throws IOException {
        Path script = directory.resolve("origin.js");
        Files.writeString(script, """
                const fs = require('fs'), https = require('https');
                const options = {
                  cert: fs.readFileSync('%s'), key: fs.readFileSync('%s'), %s
                  minVersion: '%s', maxVersion: '%s',
                  requestCert: %s, rejectUnauthorized: %s, keepAliveTimeout: 60000,
                };
                // Node answers where an optional certificate is not trusted; this origin does not, as no other one does.
                const server = https.createServer(options, (request, response) => {
                  const peer = request.socket.getPeerCertificate();
                  const named = peer && peer.subject;
                  response.setHeader('X-Seen-Subject', named ? 'CN=' + peer.subject.CN : '');
                  response.setHeader('X-Seen-Serial', named ? peer.serialNumber : '');
                  response.setHeader('X-Seen-Reused', String(request.socket.isSessionReused()));
                  if (!%s) response.setHeader('Connection', 'close');
                  response.statusCode = named && !request.socket.authorized ? 403 : 200;
                  response.end('ok');
                });
                server.listen(%d, '127.0.0.1', () => console.log('listening'));
                """.formatted(
                        tls.chain(),
                        tls.key(),
                        tls.clientCa() == null ? "" : "ca: fs.readFileSync('" + tls.clientCa() + "'),",
                        tls.protocols().get(0),
                        tls.protocols().get(tls.protocols().size() - 1),
                        tls.asking() != Asking.NEVER,
                        tls.asking() == Asking.REQUIRED,
                        keepAlive,
                        port));
        return List.of(program.toString(), script.toString());
    }
}
