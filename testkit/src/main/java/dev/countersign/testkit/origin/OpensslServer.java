package dev.countersign.testkit.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The installed {@code openssl s_server}, the origin whose verdict on a client certificate is an exact TLS alert.
 *
 * <p>It answers each GET with a status page (HTTP/1.0, until close) that prints the client certificate it saw, subject and
 * serial included, or {@code no client certificate available}. It serves one connection at a time and lingers up to half a
 * second on each: a peer for verdicts, not for load.
 */
public final class OpensslServer implements AutoCloseable {
    private static final String CERTIFICATE_END = "-----END CERTIFICATE-----";

    private final PeerProcess process;
    private final int port;

    private OpensslServer(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts s_server on a free port of 127.0.0.1 and returns once it accepts connections.
     *
     * @param flags further flags of s_server, such as {@code -no_ticket} or {@code -sigalgs}; they win over ours
     * @throws IllegalStateException with its own words when it does not start
     */
    public static OpensslServer start(OriginTls tls, String... flags) {
        // -state prints the alerts it sends.
        return launch(tls, List.of("-www", "-state"), PeerProcess::start, flags);
    }

    /**
     * Starts one that answers nothing on its own: it prints what it receives and sends what is typed, each line ended by CRLF. What
     * is one of its commands it obeys instead, {@code R} to renegotiate and ask for a certificate, {@code r} just to renegotiate.
     */
    public static OpensslServer startTalking(OriginTls tls, String... flags) {
        return launch(tls, List.of("-crlf"), PeerProcess::startTalking, flags);
    }

    private interface Start {
        PeerProcess of(Path directory, List<String> command) throws IOException;
    }

    private static OpensslServer launch(OriginTls tls, List<String> manner, Start start, String... flags) {
        Path openssl = Peers.require("openssl");
        try {
            Path directory = Directories.create("openssl");
            List<String> command = new ArrayList<>(List.of(openssl.toString(), "s_server"));
            // Port 0: s_server binds a free port itself and prints which.
            command.addAll(List.of("-accept", "127.0.0.1:0"));
            command.addAll(manner);
            command.addAll(certificate(tls, directory));
            command.addAll(question(tls));
            command.addAll(versions(tls));
            command.addAll(Arrays.asList(flags));
            return listening(start.of(directory, command));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OpensslServer listening(PeerProcess process) {
        try {
            return new OpensslServer(
                    process,
                    Integer.parseInt(
                            process.await("ACCEPT 127\\.0\\.0\\.1:(\\d+)\\n").group(1)));
        } catch (IllegalStateException e) {
            process.close();
            throw e;
        }
    }

    /** s_server reads only the leaf from {@code -cert}; the rest of the chain is a file of its own. */
    private static List<String> certificate(OriginTls tls, Path directory) throws IOException {
        List<String> flags = new ArrayList<>(
                List.of("-cert", tls.chain().toString(), "-key", tls.key().toString()));
        String pem = Files.readString(tls.chain());
        String issuers = pem.substring(pem.indexOf(CERTIFICATE_END) + CERTIFICATE_END.length());
        if (issuers.contains(CERTIFICATE_END)) {
            flags.add("-cert_chain");
            flags.add(
                    Files.writeString(directory.resolve("issuers.pem"), issuers).toString());
        }
        return flags;
    }

    private static List<String> question(OriginTls tls) {
        String flag =
                switch (tls.asking()) {
                    case NEVER -> "";
                    case OPTIONAL -> "-verify";
                    case REQUIRED -> "-Verify";
                };
        // Without -verify_return_error s_server prints that verification failed and goes on.
        return flag.isEmpty()
                ? List.of()
                : List.of(flag, "4", "-verify_return_error", "-CAfile", String.valueOf(tls.clientCa()));
    }

    private static List<String> versions(OriginTls tls) {
        return switch (String.join(" ", tls.protocols())) {
            case "TLSv1.2" -> List.of("-tls1_2");
            case "TLSv1.3" -> List.of("-tls1_3");
            default -> List.of();
        };
    }

    /** The port to connect to on {@code 127.0.0.1}. */
    public int port() {
        return port;
    }

    /** Types a line, where it was started to listen. */
    public void type(String line) throws IOException {
        process.type(line + "\n");
    }

    /** What s_server printed so far: verification results and, as {@code alert write:fatal:...}, the alerts it sent. */
    public String log() {
        return process.output();
    }

    /** Waits until s_server has printed a match of {@code pattern}: it prints after the peer has moved on. */
    public String awaitLog(String pattern) {
        return process.await(pattern).group();
    }

    /** Ends s_server and waits until it is gone. */
    @Override
    public void close() {
        process.close();
    }
}
