package dev.countersign.testkit.origin.server;

import dev.countersign.testkit.origin.Directories;
import dev.countersign.testkit.origin.PeerProcess;
import dev.countersign.testkit.wire.RawResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/** One installed server as a child process on a port that was free. */
final class ServerProcess implements RealOrigin {
    private static final int PORT_ATTEMPTS = 5;

    private final PeerProcess process;
    private final int port;
    private final Reading reading;

    private ServerProcess(PeerProcess process, int port, Reading reading) {
        this.process = process;
        this.port = port;
        this.reading = reading;
    }

    /** How a server's command line and its files look like for one port. */
    interface Preparation {
        List<String> command(Path directory, int port) throws IOException;
    }

    /** How a server tells what it saw: in the response, or in its log. */
    interface Reading {
        Sighting of(RawResponse response, String log);
    }

    /**
     * Starts it and returns once it accepts connections.
     *
     * @param ready what it prints then
     * @param portTaken what it prints when somebody took the port between our look and its bind
     */
    static ServerProcess start(String name, Preparation preparation, String ready, String portTaken, Reading reading) {
        try {
            for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
                Path directory = Directories.create(name);
                int port = freePort();
                PeerProcess process = PeerProcess.start(directory, preparation.command(directory, port));
                if (bound(process, ready, portTaken)) {
                    return new ServerProcess(process, port, reading);
                }
                process.close();
            }
            throw new IllegalStateException(name + " found its port taken " + PORT_ATTEMPTS + " times");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean bound(PeerProcess process, String ready, String portTaken) {
        try {
            return !process.await("(?<taken>" + portTaken + ")|" + ready)
                    .group()
                    .matches(portTaken);
        } catch (IllegalStateException e) {
            process.close();
            throw e;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Sighting sighting(RawResponse response) {
        return reading.of(response, process.output());
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
