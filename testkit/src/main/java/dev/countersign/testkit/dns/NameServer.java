package dev.countersign.testkit.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A name server on a free port of 127.0.0.1, over UDP and TCP. It knows the names it was told of, is silent about those it was told
 * to be, says of every other one that it does not exist, and remembers what it was asked.
 */
public final class NameServer implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 4096;
    private static final int TRIES = 20;
    private static final int PATIENCE_SECONDS = 20;

    private final ServerSocket streams;
    private final DatagramSocket datagrams;
    private final Map<String, DnsReply> replies = new ConcurrentHashMap<>();
    private final Map<String, Boolean> silent = new ConcurrentHashMap<>();
    private final List<DnsQuery> queries = new CopyOnWriteArrayList<>();
    private final BlockingQueue<DnsQuery> arrivals = new LinkedBlockingQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private NameServer(ServerSocket streams, DatagramSocket datagrams) {
        this.streams = streams;
        this.datagrams = datagrams;
    }

    public static NameServer start() {
        try {
            NameServer server = bound();
            server.run(server::serveDatagrams);
            server.run(server::serveStreams);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that the system gives for TCP may be taken for UDP. */
    private static NameServer bound() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int left = TRIES; ; left--) {
            ServerSocket streams = new ServerSocket(0, 16, loopback);
            try {
                return new NameServer(streams, new DatagramSocket(streams.getLocalPort(), loopback));
            } catch (BindException taken) {
                streams.close();
                if (left == 0) {
                    throw taken;
                }
            }
        }
    }

    /** As {@code runtime.nameservers} takes it. */
    public String address() {
        return "127.0.0.1:" + streams.getLocalPort();
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), streams.getLocalPort());
    }

    /** Replaces what is said of a name, from the next query on. */
    public NameServer says(String name, DnsReply reply) {
        replies.put(name, reply);
        silent.remove(name);
        return this;
    }

    /** The name has these addresses alone. */
    public NameServer has(String name, int ttlSeconds, String... addresses) {
        DnsReply reply = DnsReply.records();
        for (String address : addresses) {
            reply.address(name, ttlSeconds, address);
        }
        return says(name, reply);
    }

    /** Queries for the name are taken, and not answered. */
    public NameServer isSilentAbout(String name) {
        silent.put(name, true);
        return this;
    }

    /** All queries so far, answered or not. */
    public List<DnsQuery> queries() {
        return List.copyOf(queries);
    }

    /** The oldest query not yet given by this method; fails the test when none comes. */
    public DnsQuery nextQuery() {
        try {
            DnsQuery query = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (query == null) {
                throw new AssertionError("nobody asked; queries so far: " + queries);
            }
            return query;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a query", e);
        }
    }

    private void serveDatagrams() throws IOException {
        byte[] buffer = new byte[LARGEST_DATAGRAM];
        while (true) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            datagrams.receive(packet);
            for (byte[] message : answers(DnsQuery.parse(buffer, packet.getLength(), false))) {
                datagrams.send(new DatagramPacket(message, message.length, packet.getSocketAddress()));
            }
        }
    }

    private void serveStreams() throws IOException {
        while (true) {
            try (Socket connection = streams.accept()) {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] message = in.readNBytes(in.readUnsignedShort());
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                for (byte[] answer : answers(DnsQuery.parse(message, message.length, true))) {
                    out.writeShort(answer.length);
                    out.write(answer);
                }
            }
        }
    }

    private List<byte[]> answers(DnsQuery query) {
        queries.add(query);
        DnsReply reply = replies.getOrDefault(query.name(), DnsReply.noSuchName());
        List<byte[]> answers = silent.containsKey(query.name()) ? List.of() : reply.messages(query);
        arrivals.add(query);
        return answers;
    }

    private interface Service {
        void serve() throws IOException;
    }

    private void run(Service service) {
        Thread thread = new Thread(
                () -> {
                    try {
                        service.serve();
                    } catch (IOException | RuntimeException | Error e) {
                        if (!streams.isClosed()) {
                            failures.add(e);
                        }
                    }
                },
                "name-server");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Stops answering.
     *
     * @throws AssertionError when it could not serve
     */
    @Override
    public void close() {
        try {
            streams.close();
        } catch (IOException e) {
            failures.add(e);
        }
        datagrams.close();
        Throwable first = failures.peek();
        if (first != null) {
            throw new AssertionError("the name server failed: " + first, first);
        }
    }
}
