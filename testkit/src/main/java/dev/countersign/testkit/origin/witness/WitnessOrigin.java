package dev.countersign.testkit.origin.witness;

import dev.countersign.testkit.origin.Asking;
import dev.countersign.testkit.origin.server.Sighting;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * An origin in this JVM, with the JDK's TLS, that bears witness: of each request it remembers, and says in its response, who
 * asked, as its own TLS stack and the bytes of the ClientHello tell. What it does with a request is the request's wish, an
 * {@link Act}. It resumes what any of its {@link SharedSessions} has handed out.
 */
public final class WitnessOrigin implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final ServerSocket listener;
    private final SharedSessions sessions;
    private final SSLParameters parameters;
    private final Mood mood;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<ClientHello> hellos = new LinkedBlockingQueue<>();
    private final ConcurrentHashMap<String, List<Testimony>> testimonies = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(WitnessOrigin::daemon);

    private WitnessOrigin(ServerSocket listener, SharedSessions sessions, Asking asking, Mood mood) {
        this.listener = listener;
        this.sessions = sessions;
        this.mood = mood;
        parameters = new SSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        switch (asking) {
            case NEVER -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
    }

    /**
     * Starts one.
     *
     * @param where a local address; port 0 takes a free one
     */
    public static WitnessOrigin start(InetSocketAddress where, SharedSessions sessions, Asking asking, Mood mood) {
        try {
            ServerSocket listener = new ServerSocket(where.getPort(), 256, where.getAddress());
            WitnessOrigin origin = new WitnessOrigin(listener, sessions, asking, mood);
            origin.threads.execute(origin::accept);
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Where it listens, never an address that means every one. */
    public InetAddress address() {
        return listener.getInetAddress();
    }

    /** Its address and port. */
    public String place() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /** The first words of every connection since this was asked last, in order. */
    public List<ClientHello> takeHellos() {
        List<ClientHello> taken = new ArrayList<>();
        hellos.drainTo(taken);
        return taken;
    }

    /** What it saw of requests for {@code target}, each try once, answered or not; forgotten now. */
    public List<Testimony> takeTestimonies(String target) {
        List<Testimony> taken = testimonies.remove(target);
        return taken == null ? List.of() : taken;
    }

    private void accept() {
        try {
            while (true) {
                Socket transport = listener.accept();
                sockets.add(transport);
                threads.execute(() -> serve(transport));
            }
        } catch (IOException | RejectedExecutionException closed) {
            // The origin is being closed.
        }
    }

    private void serve(Socket transport) {
        try (transport) {
            transport.setTcpNoDelay(true);
            ClientHello hello = ClientHello.read(transport.getInputStream());
            hellos.add(hello);
            if (mood.drops()) {
                reset(transport);
            }
            SSLSocket socket = (SSLSocket) sessions.context()
                    .getSocketFactory()
                    .createSocket(transport, new ByteArrayInputStream(hello.record()), true);
            socket.setSSLParameters(parameters);
            long begun = System.currentTimeMillis();
            socket.startHandshake();
            if (mood.drops()) {
                return;
            }
            converse(transport, socket, new Peer(client(socket.getSession(), begun), hello));
        } catch (IOException left) {
            // The proxy may leave at any time, and so may this origin.
        } finally {
            sockets.remove(transport);
        }
    }

    private record Peer(Sighting sighting, ClientHello hello) {}

    /** A resumed session is older than the handshake that it is resumed in: of whatever kind it is, the JDK keeps its date. */
    private static Sighting client(SSLSession session, long begunMillis) {
        Optional<Boolean> resumed = Optional.of(session.getCreationTime() < begunMillis);
        try {
            X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
            String name = leaf.getSubjectX500Principal().getName();
            return new Sighting(
                    Optional.of(name.substring("CN=".length())), Optional.of(leaf.getSerialNumber()), resumed);
        } catch (SSLPeerUnverifiedException nobody) {
            return new Sighting(Optional.empty(), Optional.empty(), resumed);
        }
    }

    private void converse(Socket transport, SSLSocket socket, Peer peer) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String line;
        while ((line = in.readLine()) != null) {
            String target = line.split(" ", -1)[1];
            do {
                line = in.readLine();
            } while (line != null && !line.isEmpty());
            Testimony testimony = new Testimony(
                    place(),
                    target,
                    peer.sighting(),
                    peer.hello().serverName(),
                    socket.getSession().getProtocol(),
                    peer.hello().postQuantum());
            List<Testimony> tries = testimonies.computeIfAbsent(target, unused -> new CopyOnWriteArrayList<>());
            tries.add(testimony);
            Act act = Act.askedForIn(target);
            if (act == Act.RESET_ONCE) {
                act = tries.size() == 1 ? Act.RESET : Act.ANSWER;
            }
            if (!perform(act, testimony, socket.getOutputStream(), transport)) {
                socket.close();
                return;
            }
        }
    }

    /** Whether the connection goes on. */
    private boolean perform(Act act, Testimony testimony, OutputStream out, Socket transport) throws IOException {
        byte[] response = ("HTTP/1.1 200 OK\r\n" + testimony.fields()
                        + (act == Act.ANSWER_LAST ? "Connection: close\r\n" : "") + "Content-Length: "
                        + testimony.target().length() + "\r\n\r\n" + testimony.target())
                .getBytes(StandardCharsets.ISO_8859_1);
        switch (act) {
            case ANSWER_LATE -> mood.think();
            case CLOSE -> {
                return false;
            }
            case RESET -> reset(transport);
            case BREAK_OFF -> {
                out.write(response, 0, response.length - testimony.target().length() / 2);
                reset(transport);
            }
            case ANSWER, ANSWER_LAST, LEAVE, VANISH, RESET_ONCE -> {}
        }
        out.write(response);
        if (act == Act.VANISH) {
            reset(transport);
        }
        return act != Act.ANSWER_LAST && act != Act.LEAVE;
    }

    private static void reset(Socket transport) throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
        throw new IOException("reset");
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "witness-origin");
        thread.setDaemon(true);
        return thread;
    }

    /** Stops accepting, cuts every connection and waits until nothing is under way. */
    @Override
    public void close() {
        try {
            listener.close();
            threads.shutdown();
            for (Socket socket : sockets) {
                socket.close();
            }
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("a connection of the origin does not end although it is cut");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
