package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.OriginTls;
import dev.countersign.testkit.origin.Peers;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** GnuTLS' gnutls-serv in its HTTP mode, which closes after each response. */
final class GnutlsServer {
    private static final Pattern SUBJECT = Pattern.compile("Subject: (.*)");
    private static final Pattern SERIAL = Pattern.compile("Serial Number \\(hex\\): ([0-9a-fA-F]+)");

    private GnutlsServer() {}

    static RealOrigin start(OriginTls tls) {
        Path program = Peers.require("gnutls-serv");
        return ServerProcess.start(
                "gnutls",
                (directory, port) -> command(program, port, tls, withPublicKey(directory, tls.chain(), tls.key())),
                "listening on IPv4",
                "Address already in use",
                GnutlsServer::read);
    }

    private static List<String> command(Path program, int port, OriginTls tls, Path key) {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--http",
                "--port",
                String.valueOf(port),
                "--x509certfile",
                tls.chain().toString(),
                "--x509keyfile",
                key.toString(),
                "--priority",
                "NORMAL:-VERS-ALL:"
                        + tls.protocols().stream()
                                .map(version -> "+VERS-" + version.replace("TLSv", "TLS"))
                                .collect(Collectors.joining(":"))));
        command.addAll(
                switch (tls.asking()) {
                    case NEVER -> List.of("--disable-client-cert");
                    case OPTIONAL -> List.of("--x509cafile", String.valueOf(tls.clientCa()), "--verify-client-cert");
                    case REQUIRED -> List.of("--x509cafile", String.valueOf(tls.clientCa()), "--require-client-cert");
                });
        return command;
    }

    /** GnuTLS takes no EC key without its public half, which PKCS#8 may leave out. */
    private static Path withPublicKey(Path directory, Path chain, Path key) throws IOException {
        if (!PemContext.keyAlgorithm(chain).equals("EC")) {
            return key;
        }
        Path whole = directory.resolve("key.pem");
        ProcessBuilder conversion = new ProcessBuilder(
                Peers.require("openssl").toString(), "ec", "-in", key.toString(), "-out", whole.toString());
        conversion
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile());
        if (conversion.start().onExit().join().exitValue() != 0) {
            throw new IllegalStateException("openssl cannot read " + key);
        }
        return whole;
    }

    private static Sighting read(RawResponse response, String log) {
        return Sighting.of(first(SUBJECT, response.text()), first(SERIAL, response.text()), Optional.empty());
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
