package dev.countersign.testkit.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One installed nginx that is many origins: each on a port of its own, with a certificate of its own, good or bad, over TLS 1.2
 * and 1.3. It closes after each response.
 */
public final class NginxShowcase implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final String PORT_TAKEN = "Address already in use";

    private final PeerProcess process;
    private final List<Integer> ports;
    private final Path log;

    private NginxShowcase(PeerProcess process, List<Integer> ports, Path log) {
        this.process = process;
        this.ports = ports;
        this.log = log;
    }

    /**
     * Starts nginx and returns once it accepts connections.
     *
     * @param origins what each shows and asks for
     */
    public static NginxShowcase start(List<OriginTls> origins) {
        Path nginx = Peers.require("nginx");
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                NginxShowcase showcase = launch(nginx, origins);
                if (showcase.bound()) {
                    return showcase;
                }
                showcase.close();
            }
            throw new IllegalStateException("nginx found a port taken " + ATTEMPTS + " times");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NginxShowcase launch(Path nginx, List<OriginTls> origins) throws IOException {
        Path prefix = Directories.create("nginx");
        List<Integer> ports = freePorts(origins.size());
        StringBuilder servers = new StringBuilder();
        for (int i = 0; i < ports.size(); i++) {
            servers.append(server(ports.get(i), origins.get(i)));
        }
        Files.writeString(prefix.resolve("nginx.conf"), """
                daemon off;
                user root;
                error_log stderr info;
                pid nginx.pid;
                worker_processes 1;
                events { worker_connections 1024; }
                http {
                    log_format asked '$server_port';
                    access_log asked.log asked;
                    client_body_temp_path body-temp;
                    proxy_temp_path proxy-temp;
                    fastcgi_temp_path fastcgi-temp;
                    uwsgi_temp_path uwsgi-temp;
                    scgi_temp_path scgi-temp;
                    keepalive_timeout 0;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_ciphers DEFAULT:@SECLEVEL=0;
                %s}
                """.formatted(servers));
        List<String> command = new ArrayList<>(List.of(nginx.toString()));
        command.addAll(List.of(NginxConfiguration.arguments(prefix.toString())));
        return new NginxShowcase(PeerProcess.start(prefix, command), ports, prefix.resolve("asked.log"));
    }

    private static String server(int port, OriginTls tls) {
        String question = tls.asking() == Asking.NEVER
                ? ""
                : "ssl_client_certificate %s; ssl_verify_client %s;"
                        .formatted(tls.clientCa(), tls.asking() == Asking.OPTIONAL ? "optional" : "on");
        return "server { listen 127.0.0.1:%d ssl; ssl_certificate %s; ssl_certificate_key %s; %s return 200 ok; }\n"
                .formatted(port, tls.chain(), tls.key(), question);
    }

    /** All at once, so that none comes twice. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return probes.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }

    private boolean bound() {
        try {
            return !process.await(NginxConfiguration.READY + "|" + PORT_TAKEN)
                    .group()
                    .equals(PORT_TAKEN);
        } catch (IllegalStateException e) {
            process.close();
            throw e;
        }
    }

    /** The port of the origin that was the n-th, from 0. */
    public int port(int number) {
        return ports.get(number);
    }

    /** The ports that a request arrived at, once for each. */
    public List<Integer> askedPorts() {
        try {
            return Files.readAllLines(log).stream().map(Integer::valueOf).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
