package dev.countersign.testkit.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The installed nginx on a free port of 127.0.0.1, with a prefix directory of its own, so that any number run at once. */
public final class NginxOrigin implements NginxPeer {
    private static final int PORT_ATTEMPTS = 5;
    private static final String PORT_TAKEN = "Address already in use";

    private final PeerProcess process;
    private final int port;

    private NginxOrigin(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** As {@link #start(NginxSettings)} with keep-alive and no further locations. */
    public static NginxOrigin start(OriginTls tls) {
        return start(NginxSettings.of(tls));
    }

    /**
     * Starts nginx and returns once it accepts connections.
     *
     * @throws IllegalStateException with nginx's own words when it does not start
     */
    public static NginxOrigin start(NginxSettings settings) {
        Path nginx = Peers.require("nginx");
        try {
            for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
                NginxOrigin origin = launch(nginx, settings);
                if (origin.bound()) {
                    return origin;
                }
                origin.close();
            }
            throw new IllegalStateException("nginx found its port taken " + PORT_ATTEMPTS + " times");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NginxOrigin launch(Path nginx, NginxSettings settings) throws IOException {
        Path prefix = Directories.create("nginx");
        int port = freePort();
        NginxConfiguration.write(prefix, "127.0.0.1:" + port, settings);
        List<String> command = new ArrayList<>(List.of(nginx.toString()));
        command.addAll(List.of(NginxConfiguration.arguments(prefix.toString())));
        return new NginxOrigin(PeerProcess.start(prefix, command), port);
    }

    /** Somebody may take the port between our look and nginx's bind; then another port is tried. */
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

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String log() {
        return process.output();
    }

    @Override
    public void close() {
        process.close();
    }
}
