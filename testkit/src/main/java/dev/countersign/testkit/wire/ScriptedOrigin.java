package dev.countersign.testkit.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An origin, mostly on a free port of 127.0.0.1, whose every byte is scripted. Each connection plays the script on a thread of its own and
 * is closed in order when the script returns.
 *
 * <p>An {@link IOException} ends the script quietly: the proxy is free to leave. What else a script throws, a failed assertion
 * above all, fails the test when the origin is closed.
 */
public final class ScriptedOrigin implements AutoCloseable {

    /** What the origin does on one connection. */
    @FunctionalInterface
    public interface Script {
        void play(RawConnection connection) throws IOException;
    }

    private record Tls(SSLContext context, SSLParameters parameters) {}

    private final ServerSocket listener;
    private final @Nullable Tls tls;
    private final Script script;
    private final List<RawConnection> connections = new CopyOnWriteArrayList<>();
    private final BlockingQueue<RawConnection> arrivals = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(ScriptedOrigin::daemon);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private ScriptedOrigin(InetSocketAddress where, @Nullable Tls tls, Script script) {
        this.tls = tls;
        this.script = script;
        try {
            listener = new ServerSocket(where.getPort(), 128, where.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An origin without TLS. */
    public static ScriptedOrigin plain(Script script) {
        return plainAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
    }

    /** An origin without TLS at an address of this machine; a port may have one at each of them. */
    public static ScriptedOrigin plainAt(InetSocketAddress where, Script script) {
        return new ScriptedOrigin(where, null, script).started();
    }

    /**
     * An origin with the JDK's TLS; {@link SSLParameters#setNeedClientAuth} and {@link SSLParameters#setWantClientAuth} decide
     * whether it asks. The handshake happens with the script's first read, write or {@link RawConnection#session}.
     */
    public static ScriptedOrigin tls(SSLContext context, SSLParameters parameters, Script script) {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new ScriptedOrigin(anywhere, new Tls(context, parameters), script).started();
    }

    private ScriptedOrigin started() {
        threads.execute(this::accept);
        return this;
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return connections.size();
    }

    /** The oldest connection not yet given by this method, waiting for it if need be. */
    public RawConnection nextConnection() {
        try {
            RawConnection connection = arrivals.poll(RawConnection.READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            if (connection == null) {
                throw new AssertionError("no further connection reached the origin; so far: " + connections());
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a connection", e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket transport = listener.accept();
                RawConnection connection = new RawConnection(transport, spoken(transport));
                connections.add(connection);
                arrivals.add(connection);
                threads.execute(() -> play(connection));
            }
        } catch (IOException | RejectedExecutionException e) {
            if (!listener.isClosed()) {
                failures.add(e);
            }
        }
    }

    private Socket spoken(Socket transport) throws IOException {
        if (tls == null) {
            return transport;
        }
        SSLSocket socket =
                (SSLSocket) tls.context().getSocketFactory().createSocket(transport, null, transport.getPort(), true);
        socket.setUseClientMode(false);
        socket.setSSLParameters(tls.parameters());
        return socket;
    }

    private void play(RawConnection connection) {
        try (connection) {
            script.play(connection);
        } catch (IOException peerLeft) {
            // The proxy may end any connection at any time; what it owes, the test asserts.
        } catch (RuntimeException | Error e) {
            failures.add(e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-origin");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Stops accepting, cuts every connection and waits for the scripts to notice.
     *
     * @throws AssertionError when a script failed or does not end
     */
    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdown();
            for (RawConnection connection : connections) {
                connection.cut();
            }
            if (!threads.awaitTermination(RawConnection.READ_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                failures.add(new IllegalStateException("a script does not end although its connection is cut"));
            }
        } catch (IOException e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(e);
        }
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError("a script of the origin failed: " + first, first);
        }
    }
}
