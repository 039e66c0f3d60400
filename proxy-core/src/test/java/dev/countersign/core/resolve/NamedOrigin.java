package dev.countersign.core.resolve;

import dev.countersign.core.origin.OriginEntry;
import dev.countersign.core.proxy.RunningProxy;
import dev.countersign.testkit.dns.NameServer;
import dev.countersign.testkit.wire.RawConnection;
import dev.countersign.testkit.wire.RawResponse;
import dev.countersign.testkit.wire.RawViewer;
import dev.countersign.testkit.wire.ScriptedOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An origin that is known by {@link #NAME} alone, with one port and several addresses of this machine. */
final class NamedOrigin {
    static final String NAME = "origin.test";
    static final String FIRST = "127.0.0.1";
    static final String SECOND = "127.0.0.2";

    private NamedOrigin() {}

    /** A proxy with one event loop that asks {@code dns}; {@code keys} are the origin's. */
    static RunningProxy proxy(Path directory, NameServer dns, int port, String... keys) {
        return RunningProxy.start(directory, yaml(dns, port, keys));
    }

    /** Its configuration. */
    static String yaml(NameServer dns, int port, String... keys) {
        OriginEntry entry = OriginEntry.lookedUp("o", NAME).withCustom("httpPort: " + port);
        for (String key : keys) {
            if (key.startsWith("ipAddressType")) {
                entry.withCustom(key);
            } else {
                entry.with(key);
            }
        }
        return entry.alone("runtime: {eventLoops: 1, nameservers: ['" + dns.address() + "']}");
    }

    /** Answers every request with {@code text}, on connections that stay open. */
    static ScriptedOrigin saying(String text, String address, int port) {
        return ScriptedOrigin.plainAt(at(address, port), connection -> answerAll(connection, text));
    }

    /** Answers one request with {@code text} on each connection. */
    static ScriptedOrigin sayingOnce(String text, String address, int port) {
        return ScriptedOrigin.plainAt(at(address, port), connection -> {
            connection.readHead();
            connection.send(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        });
    }

    static void answerAll(RawConnection connection, String text) throws IOException {
        while (true) {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
        }
    }

    static InetSocketAddress at(String address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static RawResponse get(RawConnection viewer) throws IOException {
        viewer.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n");
        return viewer.readResponse();
    }

    /** One GET on a connection of its own. */
    static RawResponse get(RunningProxy proxy) throws IOException {
        try (RawConnection viewer = RawViewer.plain(proxy.port())) {
            return get(viewer);
        }
    }

    /** A port at {@link #FIRST} where every connection is refused, as long as it is held. */
    static Socket refusing() throws IOException {
        Socket held = new Socket();
        held.bind(at(FIRST, 0));
        return held;
    }

    /** A port at {@link #FIRST} where no connection is answered: its queue is full. */
    static final class Silent implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> queued = new ArrayList<>();

        Silent() throws IOException {
            while (!isFull()) {
                if (queued.size() > 64) {
                    throw new AssertionError("the accept queue does not fill");
                }
            }
        }

        private boolean isFull() throws IOException {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
                return false;
            } catch (SocketTimeoutException full) {
                return true;
            }
        }

        int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queued) {
                socket.close();
            }
            listener.close();
        }
    }
}
